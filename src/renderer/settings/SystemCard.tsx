import { Paper, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { formatBytes, formatDuration, useRecorderNow } from '../ui/index.ts';

/** Version, uptime, ffmpeg and disk of the recorder. */
export function SystemCard() {
  const { t } = useTranslation('settings');
  const { data } = useQuery({ queryKey: ['system'], queryFn: () => api.system.info(), refetchInterval: 10_000 });
  const nowMs = useRecorderNow(1000);
  return (
    <Paper withBorder p="md" data-testid="system">
      <Stack gap="md">
        <Title order={4}>{t('system.title')}</Title>
        {data === undefined ? (
          <Skeleton height={170} />
        ) : (
          <>
            <Fact name={t('system.version')}>{data.version}</Fact>
            <Fact name={t('system.uptime')}>{formatDuration(nowMs - data.startedMs)}</Fact>
            <Fact name={t('system.ffmpeg')}>
              {data.ffmpeg === null ? (
                <Text c="red.4">{t('system.ffmpegMissing')}</Text>
              ) : (
                <>
                  {data.ffmpeg.version}
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {data.ffmpeg.path}
                  </Text>
                </>
              )}
            </Fact>
            <Fact name={t('system.disk')}>
              {data.storage === null ? <Text c="red.4">{t('system.diskMissing')}</Text> : <Disk {...data.storage} />}
            </Fact>
          </>
        )}
      </Stack>
    </Paper>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="div">{children}</Text>
    </div>
  );
}

function Disk(props: { readonly root: string; readonly freeBytes: number; readonly totalBytes: number }) {
  const { root, freeBytes, totalBytes } = props;
  const { t } = useTranslation('settings');
  const used = totalBytes > 0 ? ((totalBytes - freeBytes) / totalBytes) * 100 : 0;
  const text = t('system.free', { free: formatBytes(freeBytes), total: formatBytes(totalBytes) });
  return (
    <>
      {text}
      <Progress value={used} my={6} color={used > 95 ? 'red' : used > 85 ? 'yellow' : 'blue'} aria-label={text} />
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {root}
      </Text>
    </>
  );
}
