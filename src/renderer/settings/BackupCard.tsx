import { Alert, Button, FileButton, Group, List, Paper, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconHistory, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../shared/settings.ts';
import { api, RequestError } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatDateTime, saveFromAddress } from '../ui/index.ts';

/** How many earlier states are offered; more are a long list of nothing. */
const SHOWN_VERSIONS = 10;

interface Change {
  readonly settings: Settings;
  readonly restartNeeded: readonly string[];
}

/** Backup to a file and back, and the states that the settings have been in. */
export function BackupCard({ onChange }: { readonly onChange: (change: Change) => void }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  const [error, setError] = useState<unknown>(null);
  const { data, refetch } = useQuery({ queryKey: ['settings', 'versions'], queryFn: () => api.settings.versions() });

  const apply = (deed: Promise<Change>, done: (change: Change) => string) => {
    setError(null);
    deed.then((change) => {
      notifications.show({ color: 'teal', message: done(change) });
      onChange(change);
      void refetch();
    }, setError);
  };
  const restoreVersion = (atMs: number) =>
    modals.openConfirmModal({
      title: t('backup.restoreTitle'),
      children: <Text size="sm">{t('backup.restoreVersion', { when: formatDateTime(atMs) })}</Text>,
      labels: { confirm: t('backup.restore'), cancel: common('action.cancel') },
      onConfirm: () => apply(api.settings.restore(atMs), () => t('backup.restored')),
    });
  const restoreFile = (file: File | null) => {
    if (file === null) return;
    modals.openConfirmModal({
      title: t('backup.restoreTitle'),
      children: <Text size="sm">{t('backup.restoreFile', { name: file.name })}</Text>,
      labels: { confirm: t('backup.restore'), cancel: common('action.cancel') },
      onConfirm: () =>
        apply(
          file.text().then((text) => api.settings.restoreBackup(text)),
          (change) => t('backup.restoredFile', { count: (change as Change & { camerasAdded: number }).camerasAdded }),
        ),
    });
  };

  return (
    <Paper withBorder p="md" data-testid="backup">
      <Stack gap="sm">
        <Title order={4}>{t('backup.title')}</Title>
        <Text size="sm" c="dimmed">
          {t('backup.hint')}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            onClick={() => saveFromAddress(api.settings.backupUrl())}
          >
            {t('backup.download')}
          </Button>
          <FileButton onChange={restoreFile} accept="application/json,.json">
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                {t('backup.upload')}
              </Button>
            )}
          </FileButton>
        </Group>
        {error !== null && <Refusal error={error} />}
        <Versions versions={data?.versions ?? []} onRestore={restoreVersion} />
      </Stack>
    </Paper>
  );
}

function Refusal({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  const details = error instanceof RequestError ? error.details : [];
  return (
    <Alert color="red" title={t('backup.failed')} role="alert">
      {errorText(common, error)}
      <List size="sm" mt="xs">
        {details.map(({ path, message }) => (
          <List.Item key={path + message}>
            {path}: {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Versions(props: {
  readonly versions: readonly { readonly atMs: number }[];
  readonly onRestore: (atMs: number) => void;
}) {
  const { t } = useTranslation('settings');
  const [current, ...earlier] = props.versions;
  if (current === undefined || earlier.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('backup.noVersions')}
      </Text>
    );
  }
  return (
    <>
      <Text size="sm" fw={500}>
        {t('backup.versions')}
      </Text>
      <ScrollArea.Autosize mah={220} type="auto">
        <Stack gap={4}>
          {earlier.slice(0, SHOWN_VERSIONS).map(({ atMs }) => (
            <Group key={atMs} justify="space-between" wrap="nowrap" gap={4}>
              <Text size="sm">{formatDateTime(atMs)}</Text>
              <Button
                flex="none"
                size="compact-sm"
                variant="subtle"
                leftSection={<IconHistory size={14} />}
                aria-label={t('backup.restoreOf', { when: formatDateTime(atMs) })}
                onClick={() => props.onRestore(atMs)}
              >
                {t('backup.restore')}
              </Button>
            </Group>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </>
  );
}

/** Shown while the defaults are in force because the settings file was broken. */
export function SafeModeAlert() {
  const { t } = useTranslation('settings');
  const { data } = useQuery({ queryKey: ['settings', 'versions'], queryFn: () => api.settings.versions() });
  const broken = data?.broken ?? null;
  if (broken === null) return null;
  return (
    <Alert color="red" title={t('safeMode.title')} role="alert" data-testid="safe-mode">
      <Text size="sm">{t('safeMode.text', { file: broken.keptAs })}</Text>
      <List size="sm" my="xs">
        {broken.problems.map((problem) => (
          <List.Item key={problem}>{problem}</List.Item>
        ))}
      </List>
      <Text size="sm">{t('safeMode.way')}</Text>
    </Alert>
  );
}
