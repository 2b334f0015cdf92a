import { Alert, Center, Drawer, Loader, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatDateTime, stateLook } from '../ui/index.ts';

/** Stored changes of state of one camera, newest first. */
export function HistoryDrawer({ camera, onClose }: { readonly camera: Camera; readonly onClose: () => void }) {
  const { t, i18n } = useTranslation(['cameras', 'common']);
  const { t: common } = useTranslation('common');
  const { data, error } = useQuery({
    queryKey: ['history', camera.id],
    queryFn: () => api.cameras.history(camera.id),
    refetchInterval: 5000,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={<Text fw={600}>{t('history.title', { name: camera.name })}</Text>}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      {error !== null && (
        <Alert color="red" title={t('history.failed')}>
          {errorText(common, error)}
        </Alert>
      )}
      {error === null && data === undefined && (
        <Center p="xl">
          <Loader />
        </Center>
      )}
      {data?.changes.length === 0 && <Text c="dimmed">{t('history.empty')}</Text>}
      {data !== undefined && data.changes.length > 0 && (
        <Timeline bulletSize={26} lineWidth={2}>
          {data.changes.map(({ atMs, state, reason, attempt }, index) => {
            const { icon: Icon, color } = stateLook[state];
            const more = [
              reason === null ? null : common(`reason.${reason}`),
              attempt === null ? null : t('history.attempt', { attempt }),
            ].filter((text) => text !== null);
            return (
              <Timeline.Item
                key={`${atMs}-${index}`}
                color={color}
                bullet={<Icon size={14} />}
                title={common(`state.${state}`)}
              >
                {more.length > 0 && <Text size="sm">{more.join(' · ')}</Text>}
                <Text size="sm" c="dimmed">
                  {formatDateTime(atMs, i18n.language)}
                </Text>
              </Timeline.Item>
            );
          })}
        </Timeline>
      )}
    </Drawer>
  );
}
