import { ActionIcon, Alert, Badge, Button, Group, Paper, Stack, Text, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPencil, IconPlayerPlay, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SendResult, Webhook } from '../../shared/webhooks.ts';
import { api } from '../api/client.ts';
import { useTell } from '../live/tell.ts';
import { formatDateTime } from '../ui/index.ts';
import classes from './Alerts.module.css';

const colors = { ok: 'teal', retrying: 'orange', paused: 'red', disabled: 'gray' } as const;

interface Props {
  readonly webhook: Webhook;
  readonly onEdit: () => void;
  readonly onChange: () => void;
}

/** One webhook: how it goes, and what can be done. */
export function WebhookRow({ webhook, onEdit, onChange }: Props) {
  const { t } = useTranslation('alerts');
  const { id, name, status } = webhook;
  const [busy, setBusy] = useState(false);
  const [tested, setTested] = useState<SendResult | null>(null);
  const tell = useTell();
  const deed = (work: Promise<unknown>, done?: string) =>
    work
      .then(() => done !== undefined && tell.done(done))
      .catch((error: unknown) => tell.failed(t('webhooks.deedFailed'), error))
      .finally(onChange);
  const test = () => {
    setBusy(true);
    setTested(null);
    void deed(api.webhooks.test(id).then(setTested)).finally(() => setBusy(false));
  };
  const resume = () => void deed(api.webhooks.resume(id), t('webhooks.resumed', { name }));
  const remove = () =>
    modals.openConfirmModal({
      title: <Text fw={600}>{t('webhook.removeTitle', { name })}</Text>,
      children: <Text>{t('webhook.removeText')}</Text>,
      labels: { confirm: t('action.remove', { ns: 'common' }), cancel: t('action.cancel', { ns: 'common' }) },
      confirmProps: { color: 'red' },
      centered: true,
      onConfirm: () => void deed(api.webhooks.remove(id), t('webhook.removed', { name })),
    });
  return (
    <Paper withBorder p="md" bg="dark.8" data-testid="webhook">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div className={classes['text']}>
            <Group gap="xs">
              <Text fw={650}>{name}</Text>
              <Badge color={colors[status.state]} variant="light" tt="none" radius="sm">
                {t(`webhooks.state.${status.state}`)}
              </Badge>
            </Group>
            <Text size="sm" ff="monospace" className={classes['url']}>
              {webhook.url}
            </Text>
          </div>
          <Group gap={6} wrap="nowrap">
            <ActionIcon variant="default" size="lg" aria-label={t('webhooks.edit', { name })} onClick={onEdit}>
              <IconPencil size={18} />
            </ActionIcon>
            <Tooltip label={t('action.remove', { ns: 'common' })}>
              <ActionIcon variant="default" size="lg" aria-label={t('webhooks.remove', { name })} onClick={remove}>
                <IconTrash size={18} />
              </ActionIcon>
            </Tooltip>
          </Group>
        </Group>
        <Facts webhook={webhook} />
        <Failure webhook={webhook} />
        {tested !== null && <Tested name={name} result={tested} onClose={() => setTested(null)} />}
        <Group gap="sm">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconSend size={15} />}
            loading={busy}
            onClick={test}
          >
            {t('webhooks.test')}
          </Button>
          {(status.state === 'paused' || status.state === 'retrying') && (
            <Button size="compact-sm" leftSection={<IconPlayerPlay size={15} />} onClick={resume}>
              {t('webhooks.resume')}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function Facts({ webhook }: { readonly webhook: Webhook }) {
  const { t, i18n } = useTranslation('alerts');
  const { kinds, hasSecret, status } = webhook;
  const { lastSuccessMs: last, pending, dropped } = status;
  const facts = [
    kinds === null ? t('webhooks.allKinds') : kinds.map((kind) => t(`kind.${kind}`)).join(', '),
    hasSecret ? null : t('webhooks.unsigned'),
    last === null ? t('webhooks.never') : t('webhooks.lastSuccess', { time: formatDateTime(last, i18n.language) }),
    pending === 0 ? null : t('webhooks.pending', { count: pending }),
    dropped === 0 ? null : t('webhooks.dropped', { count: dropped }),
  ].filter((text) => text !== null);
  return (
    <Text size="sm" c="dimmed">
      {facts.join(' · ')}
    </Text>
  );
}

function Failure({ webhook: { status } }: { readonly webhook: Webhook }) {
  const { t } = useTranslation('alerts');
  if (status.lastFailure === null) return null;
  const { reason, status: code } = status.lastFailure;
  return (
    <Text size="sm" c={status.state === 'paused' ? 'red.4' : 'orange.4'}>
      {t(`webhooks.failure.${reason}`, { status: code ?? '' })}
    </Text>
  );
}

function Tested(props: { readonly name: string; readonly result: SendResult; readonly onClose: () => void }) {
  const { name, result, onClose } = props;
  const { t } = useTranslation('alerts');
  const { t: common } = useTranslation('common');
  const close = { withCloseButton: true, onClose, closeButtonLabel: common('action.close') };
  if (result.ok) {
    return (
      <Alert color="teal" role="status" {...close}>
        {t('webhooks.taken', { name, status: result.status, ms: Math.round(result.tookMs) })}
      </Alert>
    );
  }
  return (
    <Alert color="red" role="alert" title={t('webhooks.notTaken', { name })} {...close}>
      {t(`webhooks.failure.${result.reason}`, { status: result.status ?? '' })}
    </Alert>
  );
}
