import { Alert, Button, Center, Drawer, Group, Loader, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconBellCheck, IconChecks } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { alertKinds, alertSeverities } from '../../shared/alerts.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { useTell } from '../live/tell.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { useAlertStore } from './alert-store.ts';
import { AlertItem } from './AlertItem.tsx';
import classes from './Alerts.module.css';
import { alertQuery, isNarrowed, noFilters, periods, type AlertFilters } from './filters.ts';
import { alertKeys } from './use-alert-events.ts';

const PAGE = 50;

function useAlerts(filters: AlertFilters) {
  const offsetMs = useCameraStore((state) => state.clockOffsetMs);
  return useInfiniteQuery({
    queryKey: [...alertKeys.list, filters],
    queryFn: async ({ pageParam }) => {
      const page = pageParam === null ? {} : { beforeId: pageParam };
      const query = alertQuery(filters, Date.now() + offsetMs);
      const answer = await api.alerts.list({ ...query, ...page, limit: PAGE });
      useAlertStore.getState().setUnread(answer.unread);
      return answer.alerts;
    },
    initialPageParam: null as number | null,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
  });
}

/** The list of alerts with its filters, newest first. */
export function AlertsDrawer() {
  const { t } = useTranslation('alerts');
  const { t: common } = useTranslation('common');
  const setOpen = useAlertStore((state) => state.setOpen);
  const unread = useAlertStore((state) => state.unread) ?? 0;
  const [filters, setFilters] = useState(noFilters);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useAlerts(filters);
  const cameras = useCameraStore((state) => state.cameras) ?? [];
  const tell = useTell();
  const alerts = data?.pages.flat() ?? [];
  const newest = alerts[0]?.id;

  const read = (which: Parameters<typeof api.alerts.read>[0]) =>
    void api.alerts.read(which).catch((failure: unknown) => tell.failed(t('drawer.readFailed'), failure));
  return (
    <Drawer
      opened
      onClose={() => setOpen(false)}
      position="right"
      size={560}
      title={<Text fw={600}>{t('drawer.title')}</Text>}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <Stack>
        <Filters filters={filters} onChange={setFilters} />
        {/* With filters the newest shown is not the newest there is: what one does not see is not marked. */}
        {unread > 0 && newest !== undefined && !isNarrowed(filters) && (
          <Group justify="flex-end">
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconChecks size={16} />}
              onClick={() => read({ upToId: newest })}
            >
              {t('drawer.readAll')}
            </Button>
          </Group>
        )}
        {error !== null && (
          <Alert color="red" title={t('drawer.failed')} role="alert">
            {errorText(common, error)}
          </Alert>
        )}
        {error === null && data === undefined && (
          <Center p="xl">
            <Loader />
          </Center>
        )}
        {data !== undefined && alerts.length === 0 && (
          <Empty narrowed={isNarrowed(filters)} onClear={() => setFilters(noFilters)} />
        )}
        <ul className={classes['list']}>
          {alerts.map((alert) => (
            <AlertItem
              key={alert.id}
              alert={alert}
              cameraThere={cameras.some(({ camera }) => camera.id === alert.cameraId)}
              onRead={() => read({ ids: [alert.id] })}
              onLeave={() => setOpen(false)}
            />
          ))}
        </ul>
        {hasNextPage && (
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('drawer.more')}
          </Button>
        )}
      </Stack>
    </Drawer>
  );
}

function Empty({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }) {
  const { t } = useTranslation('alerts');
  return (
    <Stack align="center" gap="xs" p="xl" ta="center">
      <IconBellCheck size={40} stroke={1.4} aria-hidden />
      <Text fw={600}>{narrowed ? t('drawer.emptyFilter') : t('drawer.empty')}</Text>
      {narrowed ? (
        <Button variant="default" onClick={onClear}>
          {t('drawer.clear')}
        </Button>
      ) : (
        <Text c="dimmed">{t('drawer.emptyHint')}</Text>
      )}
    </Stack>
  );
}

function Filters({
  filters,
  onChange,
}: {
  readonly filters: AlertFilters;
  readonly onChange: (filters: AlertFilters) => void;
}) {
  const { t } = useTranslation('alerts');
  const cameras = useCameraStore((state) => state.cameras) ?? [];
  const all = { placeholder: t('filter.all'), clearable: true, size: 'sm' } as const;
  return (
    <SimpleGrid cols={2} spacing="sm">
      <Select
        {...all}
        label={t('filter.severity')}
        data={alertSeverities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        value={filters.severity}
        onChange={(severity) => onChange({ ...filters, severity })}
      />
      <Select
        {...all}
        searchable
        label={t('filter.kind')}
        data={alertKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        value={filters.kind}
        onChange={(kind) => onChange({ ...filters, kind })}
      />
      <Select
        {...all}
        searchable
        label={t('filter.camera')}
        data={cameras.map(({ camera }) => ({ value: camera.id, label: camera.name }))}
        value={filters.cameraId}
        onChange={(cameraId) => onChange({ ...filters, cameraId })}
      />
      <Select
        size="sm"
        allowDeselect={false}
        label={t('filter.time')}
        data={periods.map((value) => ({ value, label: t(`filter.${value}`) }))}
        value={filters.period}
        onChange={(period) => onChange({ ...filters, period: period ?? 'all' })}
      />
    </SimpleGrid>
  );
}
