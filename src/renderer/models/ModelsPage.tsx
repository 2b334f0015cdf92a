import { Alert, Anchor, Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ModelView } from '../../shared/models.ts';
import { errorText } from '../app/error-text.ts';
import { AddModelDialog } from './AddModelDialog.tsx';
import { ModelCard } from './ModelCard.tsx';
import classes from './Models.module.css';
import { TryDialog } from './TryDialog.tsx';
import { useModels } from './use-models.ts';

/** All models: what each is, whether it can be used, and what can be done with it. */
export function ModelsPage() {
  const { t } = useTranslation('models');
  const { t: common } = useTranslation('common');
  const { data, error, refetch } = useModels();
  const [adding, setAdding] = useState(false);
  const [trying, setTrying] = useState<ModelView | null>(null);
  if (data === undefined) {
    return (
      <Center h="100%">
        {error === null ? (
          <Loader />
        ) : (
          <Stack align="center">
            <Alert color="red" title={t('loadFailed')} role="alert">
              {errorText(common, error)}
            </Alert>
            <Button onClick={() => void refetch()}>{common('action.retry')}</Button>
          </Stack>
        )}
      </Center>
    );
  }
  const modern = data.models.find(({ recommended }) => recommended) ?? null;
  return (
    <div className={classes['page']}>
      <Stack gap="lg">
        <div>
          <Anchor component={Link} href="/settings" size="sm" c="dimmed">
            <Group gap={4}>
              <IconArrowLeft size={16} aria-hidden />
              {t('back')}
            </Group>
          </Anchor>
          <Group justify="space-between" align="flex-end" mt={4}>
            <div>
              <Title order={2}>{t('title')}</Title>
              <Text c="dimmed">{t('hint')}</Text>
            </div>
            <Button variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          </Group>
        </div>
        <div className={classes['grid']}>
          {data.models.map((model) => (
            <ModelCard key={model.id} model={model} modern={modern} onTry={() => setTrying(model)} />
          ))}
        </div>
      </Stack>
      {adding && <AddModelDialog onClose={() => setAdding(false)} />}
      {trying !== null && <TryDialog model={trying} onClose={() => setTrying(null)} />}
    </div>
  );
}
