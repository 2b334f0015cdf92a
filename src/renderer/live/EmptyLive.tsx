import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlayerPlay, IconPlus, IconVideoPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import classes from './LivePage.module.css';

/** The first screen of a new recorder: two ways to live pictures. */
export function EmptyLive() {
  const { t } = useTranslation('live');
  const { t: common } = useTranslation();
  const [, go] = useLocation();
  const system = useQuery({ queryKey: ['system'], queryFn: api.system.info });
  const demo = useMutation({ mutationFn: api.cameras.addDemo });
  const withDemo = system.data?.demoAvailable === true;
  return (
    <div className={classes['empty']}>
      <Stack align="center" maw={680} gap="lg">
        <div className={classes['emptyIcon']}>
          <IconVideoPlus size={52} stroke={1.4} aria-hidden />
        </div>
        <Title order={1} size="h2">
          {t('empty.title')}
        </Title>
        <Text ta="center" c="dark.2">
          {t(withDemo ? 'empty.textDemo' : 'empty.text')}
        </Text>
        <Group justify="center">
          <Button size="md" leftSection={<IconPlus size={20} aria-hidden />} onClick={() => go('/cameras?add=1')}>
            {t('empty.add')}
          </Button>
          {withDemo && (
            <Button
              size="md"
              variant="default"
              leftSection={<IconPlayerPlay size={20} aria-hidden />}
              loading={demo.isPending || demo.isSuccess}
              onClick={() => demo.mutate()}
            >
              {t('empty.demo')}
            </Button>
          )}
        </Group>
        <Text c="dark.2" size="sm" role="status" mih="1.5em">
          {demo.isPending || demo.isSuccess ? t('empty.demoBusy') : ''}
        </Text>
        {demo.isError && (
          <Alert color="red" title={t('failed.demo')} role="alert">
            {errorText(common, demo.error)}
          </Alert>
        )}
      </Stack>
    </div>
  );
}
