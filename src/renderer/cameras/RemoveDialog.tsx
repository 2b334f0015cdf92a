import { Alert, Button, Checkbox, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatBytes } from '../ui/index.ts';

/** Asks what becomes of the recordings, says what will happen, and removes the camera. Keeping them is the default. */
export function RemoveDialog({ camera, onClose }: { readonly camera: Camera; readonly onClose: () => void }) {
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  const [recordings, setRecordings] = useState<'keep' | 'delete'>('keep');
  const [withLocked, setWithLocked] = useState(false);
  const { data } = useQuery({ queryKey: ['locks', camera.id], queryFn: () => api.replay.locks(camera.id) });
  const { data: footage } = useQuery({ queryKey: ['footage'], queryFn: () => api.replay.usage() });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { id, name } = camera;
  const count = data?.locks.length ?? 0;
  const lockedBytes = footage?.cameras.find(({ cameraId }) => cameraId === id)?.lockedBytes ?? 0;

  const remove = () => {
    setBusy(true);
    setError(null);
    api.cameras.remove(id, recordings === 'delete' && withLocked ? 'delete_locked' : recordings).then(
      () => {
        notifications.show({ message: t('remove.done', { name }), color: 'teal' });
        onClose();
      },
      (failure: unknown) => {
        setError(failure);
        setBusy(false);
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t('remove.title', { name })}</Text>} centered size="md">
      <Stack>
        <Text>{t('remove.text')}</Text>
        <Radio.Group
          label={t('remove.question')}
          value={recordings}
          onChange={(value) => setRecordings(value === 'delete' ? 'delete' : 'keep')}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="keep" label={t('remove.keep')} description={t('remove.keepHint')} data-autofocus />
            <Radio value="delete" color="red" label={t('remove.delete')} description={t('remove.deleteHint')} />
          </Stack>
        </Radio.Group>
        {recordings === 'delete' && count > 0 && (
          <Alert color="yellow" title={t('remove.locked', { count, size: formatBytes(lockedBytes) })}>
            <Checkbox
              label={t('remove.deleteLocked')}
              description={t('remove.deleteLockedHint')}
              checked={withLocked}
              onChange={(event) => setWithLocked(event.currentTarget.checked)}
            />
          </Alert>
        )}
        {error !== null && (
          <Alert color="red" title={t('remove.failed')} role="alert">
            {errorText(common, error)}
          </Alert>
        )}
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={remove}>
            {recordings === 'keep' ? t('remove.confirmKeep') : t('remove.confirmDelete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
