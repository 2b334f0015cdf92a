import { Alert, Button, Center, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../shared/webhooks.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { WebhookDialog } from './WebhookDialog.tsx';
import { WebhookRow } from './WebhookRow.tsx';

const webhooksKey = ['webhooks'];

/** The webhooks with how it goes with each. Changes hold at once; there is nothing to save at the end. */
export function WebhooksSection() {
  const { t } = useTranslation('alerts');
  const { t: common } = useTranslation('common');
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
  const { data, error } = useQuery({
    queryKey: webhooksKey,
    queryFn: () => api.webhooks.list(),
    refetchInterval: 5000,
  });
  const renew = () => void queries.invalidateQueries({ queryKey: webhooksKey });
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('webhooks.title')} data-testid="webhooks">
      <Stack>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Title order={4}>{t('webhooks.title')}</Title>
            <Text size="sm" c="dimmed" mt={4}>
              {t('webhooks.hint')}
            </Text>
          </div>
          <Button
            flex="none"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => setEditing('new')}
            type="button"
          >
            {t('webhooks.add')}
          </Button>
        </Group>
        {error !== null && (
          <Alert color="red" title={t('webhooks.loadFailed')} role="alert">
            {errorText(common, error)}
          </Alert>
        )}
        {error === null && data === undefined && (
          <Center p="md">
            <Loader />
          </Center>
        )}
        {data?.webhooks.length === 0 && (
          <Group gap="sm" c="dimmed">
            <IconWebhook aria-hidden />
            <Text>{t('webhooks.empty')}</Text>
          </Group>
        )}
        {data?.webhooks.map((webhook) => (
          <WebhookRow key={webhook.id} webhook={webhook} onEdit={() => setEditing(webhook)} onChange={renew} />
        ))}
      </Stack>
      {editing !== null && (
        <WebhookDialog
          webhook={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            setEditing(null);
            renew();
          }}
        />
      )}
    </Paper>
  );
}
