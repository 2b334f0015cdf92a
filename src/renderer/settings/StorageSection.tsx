import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
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
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { StorageRoot } from '../../shared/storage.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatBytes, formatDateTime, RootStateBadge } from '../ui/index.ts';
import type { SettingsForm } from './model/settings-form.ts';

type Form = UseFormReturnType<SettingsForm>;

/** Further storage roots, the room that is kept free, and moving to slow disks. */
export function StorageSection({ form }: { readonly form: Form }) {
  const { t } = useTranslation('settings');
  const { data } = useQuery({ queryKey: ['storage'], queryFn: () => api.health.storage(), refetchInterval: 5000 });
  const configured = data?.roots.filter((root) => root.configured) ?? [];
  const saved = form.getInitialValues().roots.map(({ path }) => path);
  const first = configured.find(({ path }) => !saved.includes(path));
  const { roots } = form.values;
  return (
    <Paper withBorder p="lg" component="section" aria-label={t('storage.title')} data-testid="storage-settings">
      <Stack>
        <div>
          <Title order={4}>{t('storage.title')}</Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('storage.hint')}
          </Text>
        </div>
        {first !== undefined && <RootFacts root={first} named />}
        {roots.map(({ path }, index) => (
          <RootRow key={index} form={form} index={index} root={configured.find((root) => root.path === path.trim())} />
        ))}
        <Group>
          <Button
            type="button"
            variant="default"
            leftSection={<IconPlus size={16} />}
            disabled={roots.length >= 32}
            onClick={() => form.insertListItem('roots', { path: '', kind: 'fast' })}
          >
            {t('storage.add')}
          </Button>
        </Group>
        <Numbers form={form} />
        <Moving />
      </Stack>
    </Paper>
  );
}

function RootRow(props: { readonly form: Form; readonly index: number; readonly root: StorageRoot | undefined }) {
  const { form, index, root } = props;
  const { t } = useTranslation('settings');
  const last = form.values.roots.length - 1;
  const number = index + 2;
  const move = (to: number) => form.reorderListItem('roots', { from: index, to });
  const deeds = [
    { name: t('storage.up', { number }), icon: IconArrowUp, off: index === 0, run: () => move(index - 1) },
    { name: t('storage.down', { number }), icon: IconArrowDown, off: index === last, run: () => move(index + 1) },
    {
      name: t('storage.remove', { number }),
      icon: IconTrash,
      off: false,
      run: () => form.removeListItem('roots', index),
    },
  ];
  return (
    <div data-testid="storage-root">
      <Group align="flex-start" gap="xs">
        <TextInput
          flex="1 1 200px"
          aria-label={t('storage.path', { number })}
          placeholder={t('storage.pathPlaceholder')}
          spellCheck={false}
          {...form.getInputProps(`roots.${index}.path`)}
        />
        <SegmentedControl
          aria-label={t('storage.kind', { number })}
          data={[
            { value: 'fast', label: t('storage.fast') },
            { value: 'slow', label: t('storage.slow') },
          ]}
          {...form.getInputProps(`roots.${index}.kind`)}
        />
        {deeds.map(({ name, icon: Icon, off, run }) => (
          <ActionIcon key={name} variant="subtle" size={36} aria-label={name} title={name} disabled={off} onClick={run}>
            <Icon size={18} />
          </ActionIcon>
        ))}
      </Group>
      {root === undefined ? (
        <Text size="sm" c="dimmed" mt={6}>
          {t('storage.unsaved')}
        </Text>
      ) : (
        <RootFacts root={root} />
      )}
    </div>
  );
}

/** State and room of a root, and the way out when another disk is there. */
function RootFacts({ root, named = false }: { readonly root: StorageRoot; readonly named?: boolean }) {
  const { t } = useTranslation('settings');
  const { freeBytes, totalBytes, state } = root;
  // A folder that is not there at all has no disk that could be taken.
  const takeable = state === 'wrong_disk' || (state === 'missing' && freeBytes !== null);
  return (
    <Group gap="xs" mt={6}>
      {named && <Text style={{ overflowWrap: 'anywhere' }}>{t('storage.first', { path: root.path })}</Text>}
      <RootStateBadge state={state} />
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {root.problem ??
          (freeBytes === null || totalBytes === null
            ? ''
            : t('system.free', { free: formatBytes(freeBytes), total: formatBytes(totalBytes) }))}
      </Text>
      {takeable && <UseDisk path={root.path} missing={state === 'missing'} />}
    </Group>
  );
}

function UseDisk({ path, missing }: { readonly path: string; readonly missing: boolean }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation('common');
  const queries = useQueryClient();
  const accept = () =>
    void api.storage.accept(path).then(
      (answer) => queries.setQueryData(['storage'], answer),
      (error: unknown) =>
        notifications.show({ color: 'red', title: t('storage.useFailed'), message: errorText(common, error) }),
    );
  const confirm = () =>
    modals.openConfirmModal({
      title: t('storage.useTitle'),
      children: (
        <Stack gap="xs">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('storage.useText', { path })}
          </Text>
          {missing && <Text size="sm">{t('storage.useMissing')}</Text>}
        </Stack>
      ),
      labels: { confirm: t('storage.use'), cancel: common('action.cancel') },
      onConfirm: accept,
    });
  return (
    <Button size="compact-sm" variant="default" onClick={confirm}>
      {t('storage.use')}
    </Button>
  );
}

function Numbers({ form }: { readonly form: Form }) {
  const { t } = useTranslation('settings');
  return (
    <>
      <SimpleGrid cols={2} verticalSpacing="sm">
        <NumberInput label={t('storage.minFreeGb')} suffix=" GB" min={0} {...form.getInputProps('minFreeGb')} />
        <NumberInput
          label={t('storage.minFreePercent')}
          suffix={t('unit.percent')}
          min={0}
          {...form.getInputProps('minFreePercent')}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('storage.minFreeHint')}
      </Text>
      <SimpleGrid cols={2} verticalSpacing="sm">
        <NumberInput
          label={t('storage.moveAfterHours')}
          placeholder={t('storage.moveWhenNeeded')}
          suffix={t('unit.hours')}
          min={0}
          {...form.getInputProps('moveAfterHours')}
        />
        <NumberInput
          label={t('storage.moveMbPerSecond')}
          suffix=" MB/s"
          min={0}
          {...form.getInputProps('moveMbPerSecond')}
        />
      </SimpleGrid>
      <Switch
        label={t('storage.preallocate')}
        description={t('storage.preallocateHint')}
        {...form.getInputProps('preallocate', { type: 'checkbox' })}
      />
    </>
  );
}

/** How it goes with moving; nothing while there is nothing to say. */
function Moving() {
  const { t } = useTranslation('settings');
  const { data } = useQuery({ queryKey: ['tiers'], queryFn: () => api.storage.tiers(), refetchInterval: 5000 });
  if (data === undefined) return null;
  const { queue, lastError } = data.moving;
  return (
    <>
      {queue.segments > 0 && (
        <Text size="sm">{t('storage.moving', { count: queue.segments, size: formatBytes(queue.bytes) })}</Text>
      )}
      {lastError !== null && (
        <Text size="sm" c="red.4" style={{ overflowWrap: 'anywhere' }}>
          {t('storage.lastError', { when: formatDateTime(lastError.atMs), message: lastError.message })}
        </Text>
      )}
    </>
  );
}
