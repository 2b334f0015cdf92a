import { Badge, Group, Paper, Progress, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RootState, StorageRoot } from '../../shared/storage.ts';
import { api } from '../api/client.ts';
import { formatBytes, formatDate, rootColours, RootStateBadge } from '../ui/index.ts';
import classes from './Health.module.css';

/** Every disk that footage lies on: how full, how it fares, how long it lasts. */
export function DisksCard() {
  const { t } = useTranslation('health');
  const { data } = useQuery({ queryKey: ['storage'], queryFn: () => api.health.storage(), refetchInterval: 5000 });
  return (
    <Paper withBorder p="md" data-testid="health-disks">
      <Title order={4} mb="xs">
        {t('disks.title')}
      </Title>
      {data === undefined ? <Skeleton height={70} /> : data.roots.map((root) => <Disk key={root.path} root={root} />)}
    </Paper>
  );
}

function Disk({ root }: { readonly root: StorageRoot }) {
  const { t } = useTranslation('health');
  const { freeBytes, totalBytes } = root;
  return (
    <div className={classes['disk']}>
      <Group gap="xs">
        <RootStateBadge state={root.state} />
        <Text fw={600} className={classes['name'] ?? ''}>
          {root.path}
        </Text>
        <Badge variant="outline" color="gray" tt="none">
          {t(`disks.kind.${root.kind}`)}
        </Badge>
        {root.preferred && (
          <Badge variant="outline" color="blue" tt="none">
            {t('disks.preferred')}
          </Badge>
        )}
      </Group>
      {freeBytes === null || totalBytes === null || totalBytes === 0 ? null : (
        <Fill used={totalBytes - freeBytes} ours={root.usedBytes} total={totalBytes} state={root.state} />
      )}
      <Text size="sm" c="dimmed">
        {factsOf(root, t).join(' · ')}
      </Text>
    </div>
  );
}

/** What of the disk is our footage, what is others', what is free. */
function Fill(props: {
  readonly used: number;
  readonly ours: number;
  readonly total: number;
  readonly state: RootState;
}) {
  const { t } = useTranslation('health');
  const ours = Math.min(props.ours, props.used);
  const share = (bytes: number) => (bytes / props.total) * 100;
  return (
    <Progress.Root size="lg" my={8}>
      <Progress.Section
        value={share(ours)}
        color={props.state === 'ok' ? 'blue' : rootColours[props.state]}
        aria-label={t('disks.ours', { size: formatBytes(ours) })}
      />
      <Progress.Section
        value={share(props.used - ours)}
        color="gray.7"
        aria-label={t('disks.others', { size: formatBytes(props.used - ours) })}
      />
    </Progress.Root>
  );
}

function factsOf(root: StorageRoot, t: ReturnType<typeof useTranslation<'health'>>['t']): string[] {
  const { freeBytes, totalBytes, minFreeBytes, oldestMs, daysLeft } = root;
  return [
    freeBytes === null || totalBytes === null
      ? t('disks.unknown')
      : t('disks.free', { free: formatBytes(freeBytes), total: formatBytes(totalBytes) }),
    ...(minFreeBytes === null ? [] : [t('disks.minimum', { size: formatBytes(minFreeBytes) })]),
    t('disks.ours', { size: formatBytes(root.usedBytes) }),
    ...(oldestMs === null ? [] : [t('disks.oldest', { day: formatDate(oldestMs) })]),
    ...(root.bytesPerDay > 0 ? [t('disks.perDay', { size: formatBytes(root.bytesPerDay) })] : []),
    ...(daysLeft === null ? [] : [t('disks.daysLeft', { count: Math.floor(daysLeft) })]),
  ];
}
