import {
  Alert,
  Badge,
  Button,
  Group,
  NumberInput,
  Paper,
  PasswordInput,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { archiveTestSchema, type ArchiveTestResult, type TiersStatus } from '../../shared/archive.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatBytes, formatDateTime } from '../ui/index.ts';
import type { SettingsForm } from './model/settings-form.ts';
import { archiveAddressOf } from './model/storage-form.ts';

type Form = UseFormReturnType<SettingsForm>;

/** The S3-compatible archive, its secret key, a test of it, and how it goes with archiving. */
export function ArchiveSection({ form }: { readonly form: Form }) {
  const { t } = useTranslation('settings');
  const [secret, setSecret] = useState('');
  const { data } = useQuery({ queryKey: ['tiers'], queryFn: () => api.storage.tiers(), refetchInterval: 5000 });
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('archive.title')} data-testid="archive-settings">
      <Stack>
        <div>
          <Title order={4}>{t('archive.title')}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('archive.hint')}
          </Text>
        </div>
        <Switch label={t('archive.enabled')} {...form.getInputProps('archiveEnabled', { type: 'checkbox' })} />
        <Address form={form} />
        <Secret value={secret} onChange={setSecret} stored={data?.hasSecret ?? false} />
        <NumberInput
          label={t('archive.afterHours')}
          suffix={t('unit.hours')}
          min={0}
          w={280}
          {...form.getInputProps('archiveAfterHours')}
        />
        <ConnectionTest form={form} secret={secret} />
        {data !== undefined && <Progress status={data} />}
      </Stack>
    </Paper>
  );
}

function Address({ form }: { readonly form: Form }) {
  const { t } = useTranslation('settings');
  return (
    <>
      <TextInput
        label={t('archive.endpoint')}
        description={t('archive.endpointHint')}
        placeholder="https://s3.example.com"
        spellCheck={false}
        {...form.getInputProps('archiveEndpoint')}
      />
      <SimpleGrid cols={2} verticalSpacing="sm">
        <TextInput label={t('archive.region')} spellCheck={false} {...form.getInputProps('archiveRegion')} />
        <TextInput label={t('archive.bucket')} spellCheck={false} {...form.getInputProps('archiveBucket')} />
        <TextInput label={t('archive.prefix')} spellCheck={false} {...form.getInputProps('archivePrefix')} />
        <TextInput
          label={t('archive.accessKeyId')}
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('archiveAccessKeyId')}
        />
      </SimpleGrid>
    </>
  );
}

/** Goes to the recorder by its own button and never comes back. */
function Secret(props: {
  readonly value: string;
  readonly onChange: (secret: string) => void;
  readonly stored: boolean;
}) {
  const { value, onChange, stored } = props;
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  const queries = useQueryClient();
  const send = (secretKey: string | null) =>
    void api.storage.setArchiveSecret(secretKey).then(
      () => {
        onChange('');
        notifications.show({ color: 'teal', message: t(secretKey === null ? 'archive.removed' : 'archive.stored') });
        void queries.invalidateQueries({ queryKey: ['tiers'] });
      },
      (error: unknown) =>
        notifications.show({ color: 'red', title: t('archive.secretFailed'), message: errorText(common, error) }),
    );
  const remove = () =>
    modals.openConfirmModal({
      title: t('archive.removeTitle'),
      children: <Text size="sm">{t('archive.removeText')}</Text>,
      labels: { confirm: t('archive.remove'), cancel: common('action.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => send(null),
    });
  return (
    <div>
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <PasswordInput
          flex={1}
          label={t('archive.secret')}
          description={t('archive.secretHint')}
          autoComplete="new-password"
          maxLength={256}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter would save the settings, and leave the key behind.
            event.preventDefault();
            if (value !== '') send(value);
          }}
        />
        <Button variant="default" flex="none" disabled={value === ''} onClick={() => send(value)}>
          {t('archive.store')}
        </Button>
      </Group>
      <Group gap="xs" mt={6}>
        <Text size="sm" c={stored ? 'teal.4' : 'dimmed'}>
          {t(stored ? 'archive.hasSecret' : 'archive.noSecret')}
        </Text>
        {stored && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={remove}>
            {t('archive.remove')}
          </Button>
        )}
      </Group>
    </div>
  );
}

function ConnectionTest({ form, secret }: { readonly form: Form; readonly secret: string }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ readonly of: string; readonly result: ArchiveTestResult } | null>(null);
  const request = { ...archiveAddressOf(form.values), ...(secret === '' ? {} : { secretKey: secret }) };
  const key = JSON.stringify(request);
  const test = () => {
    setBusy(true);
    api.storage
      .testArchive(request)
      .then(
        (result) => setOutcome({ of: key, result }),
        (error: unknown) => {
          setOutcome(null);
          notifications.show({ color: 'red', title: t('archive.testFailed'), message: errorText(common, error) });
        },
      )
      .finally(() => setBusy(false));
  };
  // An outcome says nothing of values that were changed since.
  const result = outcome?.of === key ? outcome.result : null;
  return (
    <>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} />}
          loading={busy}
          disabled={!archiveTestSchema.safeParse(request).success}
          onClick={test}
        >
          {t('archive.test')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('archive.testHint')}
        </Text>
      </Group>
      {result?.ok === true && <Alert color="teal" role="status" title={t('archive.testOk')} />}
      {result?.ok === false && (
        <Alert color="red" role="alert" title={t(`archive.fault.${result.fault}`)}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {result.message}
          </Text>
        </Alert>
      )}
    </>
  );
}

const stateColours = { off: 'gray', ok: 'teal', failing: 'red' } as const;

function Progress({ status }: { readonly status: TiersStatus }) {
  const { t } = useTranslation('settings');
  const { state, queue, lastError } = status.archiving;
  return (
    <div data-testid="archive-progress">
      <Group gap="xs">
        <Badge color={stateColours[state]} tt="none">
          {t(`archive.state.${state}`)}
        </Badge>
        {state !== 'off' && (
          <Text size="sm">
            {t('archive.waiting', { count: queue.segments, size: formatBytes(queue.bytes) })}
            {status.bytesPerSecond > 0 && ` · ${t('archive.rate', { rate: formatBytes(status.bytesPerSecond) })}`}
          </Text>
        )}
      </Group>
      {lastError !== null && (
        <Text size="sm" c="red.4" mt={6} style={{ overflowWrap: 'anywhere' }}>
          {t('archive.lastError', {
            when: formatDateTime(lastError.atMs),
            fault: t(`archive.fault.${lastError.fault}`),
            message: lastError.message,
          })}
        </Text>
      )}
    </div>
  );
}
