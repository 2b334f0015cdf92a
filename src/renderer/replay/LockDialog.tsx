import {
  ActionIcon,
  Alert,
  Button,
  Group,
  Modal,
  ScrollArea,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraId } from '../../shared/camera.ts';
import type { Lock } from '../../shared/locks.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatDateTime } from '../ui/index.ts';
import { fieldOf, timeOf } from './model/time-field.ts';

/** Before and after the moment at which the dialog was opened. */
const AROUND_MS = 60_000;

interface Props {
  readonly cameraId: CameraId;
  readonly locks: readonly Lock[];
  /** The moment that is shown; null while the dialog is closed. */
  readonly atMs: number | null;
  readonly onClose: () => void;
  readonly onGoTo: (ms: number) => void;
}

/** Locks a span of the camera, and shows the spans that are locked. */
export function LockDialog(props: Props) {
  const { atMs, onClose } = props;
  const { t } = useTranslation(['replay', 'common']);
  return (
    <Modal
      opened={atMs !== null}
      onClose={onClose}
      title={t('lock.title')}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': t('action.close', { ns: 'common' }) }}
    >
      {atMs !== null && <LockForm {...props} atMs={atMs} />}
    </Modal>
  );
}

function LockForm({ cameraId, locks, atMs, onClose, onGoTo }: Props & { readonly atMs: number }) {
  const { t } = useTranslation('replay');
  const { t: common } = useTranslation('common');
  const queries = useQueryClient();
  const [from, setFrom] = useState(() => fieldOf(atMs - AROUND_MS));
  const [to, setTo] = useState(() => fieldOf(atMs + AROUND_MS));
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [startMs, endMs] = [timeOf(from), timeOf(to)];
  const valid = startMs !== null && endMs !== null && endMs > startMs;

  const perform = (deed: Promise<unknown>, done: () => void) => {
    setBusy(true);
    setError(null);
    deed
      .then(() => queries.invalidateQueries({ queryKey: ['locks'] }))
      .then(done, setError)
      .finally(() => setBusy(false));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) perform(api.replay.lock(cameraId, startMs, endMs, note), onClose);
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('lock.hint')}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            type="datetime-local"
            step={1}
            label={t('lock.from')}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            step={1}
            label={t('lock.to')}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            error={valid ? null : t('lock.wrongSpan')}
          />
        </SimpleGrid>
        <TextInput
          label={t('lock.note')}
          placeholder={t('lock.notePlaceholder')}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {error !== null && (
          <Alert color="red" title={t('lock.failed')} role="alert">
            {errorText(common, error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" leftSection={<IconLock size={16} />} loading={busy} disabled={!valid} data-autofocus>
            {t('lock.lock')}
          </Button>
        </Group>
        <LockList
          locks={locks}
          onGoTo={(ms) => {
            onClose();
            onGoTo(ms);
          }}
          onUnlock={(lock) => perform(api.replay.unlock(lock.id), () => undefined)}
        />
      </Stack>
    </form>
  );
}

function LockList(props: {
  readonly locks: readonly Lock[];
  readonly onGoTo: (ms: number) => void;
  readonly onUnlock: (lock: Lock) => void;
}) {
  const { t, i18n } = useTranslation('replay');
  const [asked, setAsked] = useState<number | null>(null);
  if (props.locks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('lock.none')}
      </Text>
    );
  }
  return (
    <ScrollArea.Autosize mah={260} type="auto">
      <Stack gap={6}>
        {props.locks.map((lock) => (
          <Group key={lock.id} justify="space-between" wrap="nowrap" data-testid="lock">
            <div>
              <Button variant="transparent" size="compact-sm" px={0} onClick={() => props.onGoTo(lock.startMs)}>
                {formatDateTime(lock.startMs, i18n.language)} – {formatDateTime(lock.endMs, i18n.language)}
              </Button>
              {lock.note !== '' && <Text size="sm">{lock.note}</Text>}
            </div>
            {asked === lock.id ? (
              <Button size="compact-sm" color="red" flex="none" onClick={() => props.onUnlock(lock)}>
                {t('lock.confirmUnlock')}
              </Button>
            ) : (
              <Tooltip label={t('lock.unlock')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('lock.unlock')}
                  onClick={() => setAsked(lock.id)}
                >
                  <IconLockOpen size={16} />
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}
