import { Alert, Button, Center, Group, Loader, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CameraView } from '../../shared/camera.ts';
import type { Health } from '../../shared/health.ts';
import { api } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { formatBytes, formatDuration, isDown } from '../ui/index.ts';
import { CameraTable } from './CameraTable.tsx';
import { DetectionCard } from './DetectionCard.tsx';
import { DisksCard } from './DisksCard.tsx';
import { Figure } from './Figure.tsx';
import classes from './Health.module.css';

const EVERY_MS = 5000;

/** How the recorder and its cameras fare, at one look. */
export function HealthPage() {
  const { t } = useTranslation('health');
  const { t: common } = useTranslation('common');
  const cameras = useCameraStore((state) => state.cameras);
  const { data, error, refetch } = useQuery({
    queryKey: ['health'],
    queryFn: () => api.health.look(),
    refetchInterval: EVERY_MS,
  });
  if (data === undefined || cameras === null) {
    return (
      <Center h="100%">
        {error === null ? (
          <Loader />
        ) : (
          <Stack align="center">
            <Alert color="red" title={t('loadFailed')}>
              {errorText(common, error)}
            </Alert>
            <Button onClick={() => void refetch()}>{common('action.retry')}</Button>
          </Stack>
        )}
      </Center>
    );
  }
  return (
    <div className={classes['page']}>
      <Stack gap="lg">
        <Group justify="space-between" align="baseline">
          <Title order={2}>{t('title')}</Title>
          <Text size="sm" c="dimmed">
            {t('runningFor', { time: formatDuration(data.nowMs - data.startedMs) })}
          </Text>
        </Group>
        <Summary health={data} cameras={cameras} />
        <DisksCard />
        <CameraTable cameras={cameras} days={data.cameras} />
        <DetectionCard />
      </Stack>
    </div>
  );
}

/** The few figures that say whether all is well. */
function Summary({ health, cameras }: { readonly health: Health; readonly cameras: readonly CameraView[] }) {
  const { t } = useTranslation('health');
  const enabled = cameras.filter(({ camera }) => camera.enabled);
  const down = enabled.filter(({ status }) => isDown(status)).length;
  const gapMs = health.cameras.reduce((sum, day) => sum + day.gapMs, 0);
  const gaps = health.cameras.reduce((sum, day) => sum + day.gaps, 0);
  const childCpu = cameras.reduce((sum, { stats }) => sum + (stats?.cpuPercent ?? 0), 0);
  const childMemory = cameras.reduce((sum, { stats }) => sum + (stats?.memoryBytes ?? 0), 0);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      <Figure
        name={t('summary.cameras')}
        value={t('summary.camerasOf', { up: enabled.length - down, all: enabled.length })}
        note={down === 0 ? t('summary.allUp') : t('summary.down', { count: down })}
        tone={down === 0 ? 'good' : down === enabled.length ? 'bad' : 'warning'}
      />
      <Figure
        name={t('summary.gaps')}
        value={gaps === 0 ? t('summary.noGaps') : formatDuration(gapMs)}
        note={t('summary.gapCount', { count: gaps })}
        tone={gaps === 0 ? 'good' : 'warning'}
      />
      <Figure
        name={t('summary.cpu')}
        value={`${Math.round(health.process.cpuPercent + childCpu)} %`}
        note={t('summary.cpuParts', { recorder: Math.round(health.process.cpuPercent), ffmpeg: Math.round(childCpu) })}
      />
      <Figure
        name={t('summary.memory')}
        value={formatBytes(health.process.memoryBytes + childMemory)}
        note={t('summary.memoryParts', {
          recorder: formatBytes(health.process.memoryBytes),
          ffmpeg: formatBytes(childMemory),
        })}
      />
    </SimpleGrid>
  );
}
