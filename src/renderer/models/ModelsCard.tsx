import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useModels } from './use-models.ts';

/** The way from the settings to the models. */
export function ModelsCard() {
  const { t } = useTranslation('models');
  const { data } = useModels();
  const ready = data?.models.filter(({ state }) => state.state === 'ready').length;
  return (
    <Paper withBorder p="md" data-testid="models-card">
      <Stack gap="sm">
        <Title order={4}>{t('card.title')}</Title>
        <Text size="sm" c="dimmed">
          {t('card.hint')} {ready === undefined ? '' : t('card.ready', { count: ready })}
        </Text>
        <Button component={Link} href="/settings/models" variant="default" leftSection={<IconEye size={16} />}>
          {t('card.open')}
        </Button>
      </Stack>
    </Paper>
  );
}
