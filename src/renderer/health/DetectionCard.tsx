import { Anchor, Badge, Group, Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DetectionStatus, WorkerStatus } from '../../shared/detection.ts';
import { api } from '../api/client.ts';
import { useCamera } from '../state/camera-store.ts';
import { formatFps, formatNumber } from '../ui/index.ts';
import classes from './Health.module.css';

const columns = ['camera', 'state', 'rate', 'latency', 'inference', 'model', 'provider', 'failed'] as const;
const colours: Readonly<Record<DetectionStatus['state'], string>> = {
  off: 'gray',
  loading: 'blue',
  running: 'green',
  resting: 'teal',
  slowed: 'yellow',
  no_frames: 'gray',
  failed: 'red',
};

/** How detection fares on each camera that has it, and the processes that run the models. Nothing where no camera has it. */
export function DetectionCard() {
  const { t } = useTranslation('health');
  const { data } = useQuery({
    queryKey: ['detection-status'],
    queryFn: () => api.detections.status(),
    refetchInterval: 3000,
  });
  const models = useQuery({ queryKey: ['models'], queryFn: () => api.models.list() });
  if (data === undefined || data.cameras.length === 0) return null;
  const nameOf = (id: string | null) => models.data?.models.find((model) => model.id === id)?.name ?? id ?? '–';
  return (
    <Paper withBorder p="md" data-testid="health-detection">
      <Group justify="space-between" mb="sm">
        <Title order={4}>{t('detection.title')}</Title>
        <Workers workers={data.workers} />
      </Group>
      <Table.ScrollContainer minWidth={900}>
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{t(`detection.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.cameras.map((status) => (
              <Row key={status.cameraId} status={status} model={nameOf(status.model)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

function Row({ status, model }: { readonly status: DetectionStatus; readonly model: string }) {
  const { t } = useTranslation('health');
  const { t: live } = useTranslation('live');
  const view = useCamera(status.cameraId);
  const ms = (value: number | null) => (value === null ? '–' : t('detection.ms', { value: formatNumber(value, 0) }));
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          component={Link}
          href={`/cameras?edit=${status.cameraId}&tab=detection`}
          fw={600}
          className={classes['name'] ?? ''}
        >
          {view?.camera.name ?? status.cameraId}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={colours[status.state]} tt="none">
          {live(`detection.state.${status.state}`)}
        </Badge>
        {status.problem !== null && (
          <Text size="sm" c="red.4">
            {live(`detection.problem.${status.problem}`)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {t('detection.rateOf', { actual: formatFps(status.actualFps), wanted: formatFps(status.wantedFps) })}
      </Table.Td>
      <Table.Td>{ms(status.latencyMs)}</Table.Td>
      <Table.Td>{ms(status.inferenceMs)}</Table.Td>
      <Table.Td>{model}</Table.Td>
      <Table.Td>{status.provider?.toUpperCase() ?? '–'}</Table.Td>
      <Table.Td>{status.failedFrames}</Table.Td>
    </Table.Tr>
  );
}

function Workers({ workers }: { readonly workers: readonly WorkerStatus[] }) {
  const { t } = useTranslation('health');
  const running = workers.filter(({ pid }) => pid !== null).length;
  const restarts = workers.reduce((sum, worker) => sum + worker.restarts, 0);
  const fallback = workers.find((worker) => worker.fallback !== null)?.fallback ?? null;
  return (
    <Text size="sm" c="dimmed" title={fallback ?? undefined}>
      {t('detection.workers', { count: running })} · {t('detection.restarts', { count: restarts })}
      {fallback !== null && ` · ${t('detection.fallback')}`}
    </Text>
  );
}
