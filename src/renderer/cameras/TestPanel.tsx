import { Accordion, Alert, Badge, Button, Code, Group, Paper, Progress, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamTest } from '../../shared/camera.ts';
import { errorText } from '../app/error-text.ts';
import { formatBitRate, formatFps, formatSeconds } from '../ui/index.ts';
import classes from './Cameras.module.css';
import { audioCodecName, codecName } from './codec-name.ts';
import type { TestState } from './use-connection-test.ts';

/** The right half of the dialog: what the camera really delivers. */
export function TestPanel(props: {
  readonly state: TestState;
  readonly currentKey: string;
  readonly incomplete: boolean;
  readonly onStart: () => void;
  readonly onCancel: () => void;
}) {
  const { state, currentKey, incomplete, onStart, onCancel } = props;
  const { t } = useTranslation('cameras');
  const { t: common } = useTranslation('common');
  return (
    <Stack gap="sm" className={classes['testPanel'] ?? ''} data-testid="test-panel" aria-live="polite">
      <Text fw={600}>{t('test.title')}</Text>
      {state.phase === 'running' ? (
        <Running startedMs={state.startedMs} onCancel={onCancel} />
      ) : (
        <Button variant="light" leftSection={<IconPlugConnected size={18} />} onClick={onStart}>
          {state.phase === 'idle' ? t('test.start') : t('test.again')}
        </Button>
      )}
      {incomplete && (
        <Text size="sm" c="red.4">
          {t('test.fixFirst')}
        </Text>
      )}
      {state.phase === 'idle' && !incomplete && (
        <Text size="sm" c="dimmed">
          {t('test.hint')}
        </Text>
      )}
      {state.phase === 'failed' && (
        <Alert color="red" title={t('test.failed')}>
          {errorText(common, state.error)}
        </Alert>
      )}
      {state.phase === 'done' && (
        <>
          {state.key !== currentKey && (
            <Text size="sm" c="yellow.4">
              {t('test.outdated')}
            </Text>
          )}
          <StreamResult title={t('test.main')} test={state.result.main} />
          {state.result.sub !== null && <StreamResult title={t('test.sub')} test={state.result.sub} />}
        </>
      )}
    </Stack>
  );
}

function Running({ startedMs, onCancel }: { readonly startedMs: number; readonly onCancel: () => void }) {
  const { t } = useTranslation('cameras');
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - startedMs) / 1000)), 250);
    return () => clearInterval(timer);
  }, [startedMs]);
  return (
    <Stack gap={8}>
      <Button variant="default" onClick={onCancel}>
        {t('test.cancel')}
      </Button>
      <Progress value={100} animated striped aria-label={t('test.running', { seconds })} />
      <Text size="sm" c="dimmed">
        {t('test.running', { seconds })}
      </Text>
    </Stack>
  );
}

function StreamResult({ title, test }: { readonly title: string; readonly test: StreamTest }) {
  return test.ok ? <Working title={title} test={test} /> : <Failing title={title} test={test} />;
}

function Working({ title, test }: { readonly title: string; readonly test: Extract<StreamTest, { ok: true }> }) {
  const { t } = useTranslation('cameras');
  const { video, audio } = test.facts;
  const rows = [
    [t('test.codec'), [codecName(video.codec), video.profile].filter((text) => text !== null).join(' ')],
    [t('test.resolution'), `${video.width} × ${video.height}`],
    [
      t('test.frameRate'),
      video.fps === null
        ? formatFps(test.measuredFps)
        : t('test.measuredOf', { measured: formatFps(test.measuredFps), nominal: formatFps(video.fps) }),
    ],
    [
      t('test.keyFrames'),
      test.keyFrameIntervalMs === null ? t('test.unknown') : formatSeconds(test.keyFrameIntervalMs / 1000),
    ],
    [t('test.latency'), `${Math.round(test.latencyMs)} ms`],
    [t('test.bitRate'), formatBitRate(test.bitrateBps)],
    [
      t('test.audio'),
      audio === null
        ? t('test.noAudio')
        : t('test.channels', {
            codec: audioCodecName(audio.codec),
            rate: audio.sampleRateHz / 1000,
            channels: audio.channels,
          }),
    ],
  ] as const;
  return (
    <Paper withBorder className={classes['result'] ?? ''} data-testid="test-ok">
      {test.pictureBase64 !== null && (
        <img
          src={`data:image/jpeg;base64,${test.pictureBase64}`}
          alt={t('test.picture', { stream: title })}
          className={classes['picture']}
        />
      )}
      <Stack gap={6} p="sm">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600} size="sm">
            {title}
          </Text>
          <Badge
            color={test.stable ? 'teal' : 'yellow'}
            variant="light"
            tt="none"
            leftSection={test.stable ? <IconCircleCheck size={14} /> : <IconAlertTriangle size={14} />}
          >
            {test.stable ? t('test.stable') : t('test.unstable')}
          </Badge>
        </Group>
        <dl className={classes['facts']}>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Stack>
    </Paper>
  );
}

function Failing({ title, test }: { readonly title: string; readonly test: Extract<StreamTest, { ok: false }> }) {
  const { t } = useTranslation(['cameras', 'common']);
  return (
    <Paper withBorder p="sm" data-testid="test-failed">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <ThemeIcon color="red" variant="light" size="lg" radius="xl">
          <IconPlugConnectedX size={20} />
        </ThemeIcon>
        <Stack gap={4} miw={0}>
          <Text fw={600} size="sm">
            {title}: {t('test.noConnection')}
          </Text>
          <Text size="sm">{t(`reason.${test.reason}`, { ns: 'common' })}.</Text>
          <Text size="sm" c="dimmed">
            {t(`advice.${test.reason}`)}
          </Text>
        </Stack>
      </Group>
      {test.log.length > 0 && (
        <Accordion variant="default" mt="xs" chevronPosition="left">
          <Accordion.Item value="log" style={{ borderBottom: 0 }}>
            <Accordion.Control px={0}>
              <Text size="sm">{t('test.log')}</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Code block className={classes['log'] ?? ''}>
                {test.log.join('\n')}
              </Code>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </Paper>
  );
}
