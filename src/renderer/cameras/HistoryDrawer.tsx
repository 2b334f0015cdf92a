import { Alert, Button, Center, Code, Collapse, Drawer, Group, Loader, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, StateChange } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { formatDateTime, stateLook } from '../ui/index.ts';

/** How much is shown of what came after the moment that was asked for. */
const AFTER_MS = 5 * 60_000;

/** Stored changes of state of one camera, newest first. @param props.aroundMs begins near this moment; null: with the newest */
export function HistoryDrawer(props: {
  readonly camera: Camera;
  readonly aroundMs: number | null;
  readonly onClose: () => void;
}) {
  const { camera, onClose } = props;
  const { t, i18n } = useTranslation(['cameras', 'common']);
  const { t: common } = useTranslation('common');
  const [aroundMs, setAroundMs] = useState(props.aroundMs);
  const { data, error } = useQuery({
    queryKey: ['history', camera.id, aroundMs],
    queryFn: () => api.cameras.history(camera.id, aroundMs === null ? null : aroundMs + AFTER_MS),
    refetchInterval: aroundMs === null ? 5000 : false,
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
      {aroundMs !== null && (
        <Group justify="space-between" mb="md" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {t('history.around', { time: formatDateTime(aroundMs, i18n.language) })}
          </Text>
          <Button size="xs" variant="default" style={{ flexShrink: 0 }} onClick={() => setAroundMs(null)}>
            {t('history.newest')}
          </Button>
        </Group>
      )}
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
          {data.changes.map((change, index) => {
            const { icon: Icon, color } = stateLook[change.state];
            return (
              <Timeline.Item
                key={`${change.atMs}-${index}`}
                color={color}
                bullet={<Icon size={14} />}
                title={common(`state.${change.state}`)}
              >
                <ChangeDetails change={change} />
              </Timeline.Item>
            );
          })}
        </Timeline>
      )}
    </Drawer>
  );
}

function ChangeDetails({ change }: { readonly change: StateChange }) {
  const { t, i18n } = useTranslation(['cameras', 'common']);
  const { t: common } = useTranslation('common');
  const [open, setOpen] = useState(false);
  const { atMs, reason, attempt, log } = change;
  const more = [
    reason === null ? null : common(`reason.${reason}`),
    attempt === null ? null : t('history.attempt', { attempt }),
  ].filter((text) => text !== null);
  return (
    <>
      {more.length > 0 && <Text size="sm">{more.join(' · ')}</Text>}
      <Text size="sm" c="dimmed">
        {formatDateTime(atMs, i18n.language)}
      </Text>
      {log.length > 0 && (
        <>
          <Button
            size="compact-xs"
            variant="subtle"
            px={0}
            aria-expanded={open}
            onClick={() => setOpen((before) => !before)}
          >
            {t(open ? 'history.logHide' : 'history.log', { count: log.length })}
          </Button>
          <Collapse expanded={open}>
            <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {log.join('\n')}
            </Code>
          </Collapse>
        </>
      )}
    </>
  );
}
