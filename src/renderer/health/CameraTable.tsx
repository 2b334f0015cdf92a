import { Anchor, Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CameraView } from '../../shared/camera.ts';
import type { CameraDay } from '../../shared/health.ts';
import type { FootageUsage } from '../../shared/locks.ts';
import { api } from '../api/client.ts';
import {
  formatBitRate,
  formatBytes,
  formatDateTime,
  formatDuration,
  formatFps,
  formatNumber,
  StateBadge,
  useRecorderNow,
} from '../ui/index.ts';
import { daysToLimit } from './footage-left.ts';
import classes from './Health.module.css';

const columns = [
  'camera',
  'state',
  'since',
  'fps',
  'bitrate',
  'gaps',
  'recorded',
  'footage',
  'failures',
  'cpu',
  'memory',
] as const;
/** Below this share of the day somebody should look. */
const GOOD_SHARE = 0.999;

/** Every camera with what it does and what it lost today. */
export function CameraTable(props: { readonly cameras: readonly CameraView[]; readonly days: readonly CameraDay[] }) {
  const { t } = useTranslation('health');
  const { data } = useQuery({ queryKey: ['footage'], queryFn: () => api.replay.usage(), refetchInterval: 30_000 });
  const footage = new Map(data?.cameras.map((usage) => [usage.cameraId, usage]));
  const days = new Map(props.days.map((day) => [day.cameraId, day]));
  return (
    <Paper withBorder p="md">
      <Title order={4} mb="sm">
        {t('cameras.title')}
      </Title>
      {props.cameras.length === 0 ? (
        <Text c="dimmed">
          {t('cameras.none')}{' '}
          <Anchor component={Link} href="/cameras?add=1">
            {t('cameras.add')}
          </Anchor>
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={1000}>
          <Table verticalSpacing="xs" highlightOnHover data-testid="health-cameras">
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{t(`cameras.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {props.cameras.map((view) => (
                <Row
                  key={view.camera.id}
                  view={view}
                  day={days.get(view.camera.id)}
                  footage={data === undefined ? undefined : (footage.get(view.camera.id) ?? null)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}

function Row(props: {
  readonly view: CameraView;
  readonly day: CameraDay | undefined;
  /** Undefined while it is not known, null where there is none. */
  readonly footage: FootageUsage | null | undefined;
}) {
  const { view, day, footage } = props;
  const { t } = useTranslation('health');
  const nowMs = useRecorderNow(1000);
  const { camera, status, stats } = view;
  const running = status.state === 'ok';
  const dash = '–';
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={`/replay/${camera.id}`} fw={600} className={classes['name'] ?? ''}>
          {camera.name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <StateBadge status={status} />
        {stats?.blind === true && (
          <Text size="xs" c="yellow.5">
            {t('cameras.blind')}
          </Text>
        )}
        {stats?.withoutSub === true && (
          <Text size="xs" c="yellow.5">
            {t('cameras.withoutSub')}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes['cell'] ?? ''}>{formatDuration(nowMs - status.sinceMs)}</Table.Td>
      <Table.Td className={classes['cell'] ?? ''}>{running && stats !== null ? formatFps(stats.fps) : dash}</Table.Td>
      <Table.Td className={classes['cell'] ?? ''}>
        {running && stats !== null ? formatBitRate(stats.bitrateBps) : dash}
      </Table.Td>
      <Table.Td>
        {day === undefined || day.gaps === 0 ? (
          <Text c="teal.4">{t('cameras.noGaps')}</Text>
        ) : (
          <Text c="yellow.5" title={t('cameras.longest', { time: formatDuration(day.longestGapMs) })}>
            {t('cameras.gapsOf', { count: day.gaps, time: formatDuration(day.gapMs) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {day === undefined || day.recordedShare === null ? (
          dash
        ) : (
          <Text c={day.recordedShare >= GOOD_SHARE ? 'teal.4' : 'yellow.5'} className={classes['cell'] ?? ''}>
            {percent(day.recordedShare)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{footage === undefined ? dash : <Footage view={view} usage={footage} nowMs={nowMs} />}</Table.Td>
      <Table.Td>{day?.failures ?? dash}</Table.Td>
      <Table.Td className={classes['cell'] ?? ''}>
        {stats === null || stats.cpuPercent === null ? dash : `${formatNumber(stats.cpuPercent, 1)} %`}
      </Table.Td>
      <Table.Td className={classes['cell'] ?? ''}>
        {stats === null || stats.memoryBytes === null ? dash : formatBytes(stats.memoryBytes)}
      </Table.Td>
    </Table.Tr>
  );
}

/** How far back a camera's footage reaches, what it takes up, and when it will have taken all that it may. */
function Footage(props: { readonly view: CameraView; readonly usage: FootageUsage | null; readonly nowMs: number }) {
  const { t } = useTranslation('health');
  const { camera, stats } = props.view;
  if (props.usage === null || props.usage.oldestMs === null) return <Text c="dimmed">{t('cameras.noFootage')}</Text>;
  const { oldestMs } = props.usage;
  const left = daysToLimit(props.usage, camera.recording.retention.maxBytes, stats?.bitrateBps ?? 0);
  return (
    <>
      <Text title={t('cameras.footageSince', { day: formatDateTime(oldestMs) })} className={classes['cell'] ?? ''}>
        {formatDuration(props.nowMs - oldestMs)}
      </Text>
      <Text size="sm" c="dimmed" className={classes['cell'] ?? ''}>
        {formatBytes(props.usage.sizeBytes)}
      </Text>
      {left !== null && (
        <Text size="xs" c="dimmed">
          {t('cameras.daysLeft', { count: Math.floor(left) })}
        </Text>
      )}
    </>
  );
}

/** Rounded down: what lost a second is not 100 %. */
function percent(share: number): string {
  return `${formatNumber(Math.floor(share * 10_000) / 100, 2)} %`;
}
