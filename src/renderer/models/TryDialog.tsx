import { Alert, Button, Group, Loader, Modal, Select, Slider, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelTrial, ModelView } from '../../shared/models.ts';
import { api } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { formatNumber, isDown, useClassWords } from '../ui/index.ts';
import classes from './Models.module.css';
import { modelErrorText } from './words.ts';

type Detections = ModelTrial['detections'];
type Trial =
  | { readonly kind: 'none' | 'running' }
  | { readonly kind: 'done'; readonly trial: ModelTrial }
  | { readonly kind: 'failed'; readonly error: unknown };

function stateOf(running: boolean, trial: ModelTrial | undefined, error: unknown): Trial {
  if (running) return { kind: 'running' };
  if (error !== null) return { kind: 'failed', error };
  return trial === undefined ? { kind: 'none' } : { kind: 'done', trial };
}

/** Shows what a model sees in a fresh picture of a camera, and how long it takes. */
export function TryDialog({ model, onClose }: { readonly model: ModelView; readonly onClose: () => void }) {
  const { t } = useTranslation('models');
  const { t: common } = useTranslation('common');
  const cameras = (useCameraStore((state) => state.cameras) ?? []).filter(
    ({ camera, status }) => camera.enabled && !isDown(status),
  );
  const [cameraId, setCameraId] = useState<string | null>(
    cameras.length === 1 ? (cameras[0]?.camera.id ?? null) : null,
  );
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['model-trial', model.id, cameraId],
    queryFn: ({ signal }) => api.models.try(model.id, cameraId ?? '', signal),
    enabled: cameraId !== null,
    retry: false,
    // Each trial is a picture of its moment: none is kept, none is made unasked.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const state = stateOf(isFetching, data, error);
  const [leastPercent, setLeastPercent] = useState(50);
  const seen = data?.detections.filter(({ score }) => score * 100 >= leastPercent) ?? [];
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      size={900}
      title={<Text fw={600}>{t('tryDialog.title', { name: model.name })}</Text>}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('tryDialog.hint')}
        </Text>
        <Group align="flex-end" wrap="nowrap">
          <Select
            flex={1}
            label={t('tryDialog.camera')}
            placeholder={t('tryDialog.choose')}
            nothingFoundMessage={t('tryDialog.noCameras')}
            searchable={cameras.length > 8}
            data={cameras.map(({ camera }) => ({ value: camera.id, label: camera.name }))}
            value={cameraId}
            onChange={setCameraId}
            allowDeselect={false}
            data-autofocus
          />
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} />}
            disabled={cameraId === null}
            loading={state.kind === 'running'}
            onClick={() => void refetch()}
          >
            {t('tryDialog.again')}
          </Button>
        </Group>
        <div className={classes['stage']}>
          <Stage state={state} seen={seen} name={model.name} noCameras={cameras.length === 0} />
        </div>
        <Group gap="lg">
          <Text size="sm">{t('tryDialog.least')}</Text>
          <Slider
            flex={1}
            miw={140}
            min={25}
            max={95}
            step={5}
            value={leastPercent}
            onChange={setLeastPercent}
            label={null}
            thumbLabel={t('tryDialog.least')}
          />
          <Text size="sm" w={48} ta="right" className={classes['figures'] ?? ''}>
            {leastPercent} %
          </Text>
        </Group>
        <Text role="status" mih={28} className={classes['figures'] ?? ''}>
          {state.kind === 'done' ? <Outcome trial={state.trial} count={seen.length} /> : ' '}
        </Text>
      </Stack>
    </Modal>
  );
}

function Stage(props: {
  readonly state: Trial;
  readonly seen: Detections;
  readonly name: string;
  readonly noCameras: boolean;
}) {
  const { state, seen, name, noCameras } = props;
  const { t } = useTranslation('models');
  const { t: common } = useTranslation('common');
  switch (state.kind) {
    case 'none':
      return <Text c="dimmed">{t(noCameras ? 'tryDialog.noCameras' : 'tryDialog.pick')}</Text>;
    case 'running':
      return <Loader aria-label={t('tryDialog.working')} />;
    case 'failed':
      return (
        <Alert color="red" title={t('tryDialog.failed')} role="alert" maw={520}>
          {modelErrorText(t, common, state.error)}
        </Alert>
      );
    case 'done':
      return <Seen trial={state.trial} seen={seen} alt={t('tryDialog.picture', { name })} />;
  }
}

/** The picture with what was found in it. */
function Seen(props: { readonly trial: ModelTrial; readonly seen: Detections; readonly alt: string }) {
  const { trial, seen, alt } = props;
  const words = useClassWords();
  const share = (value: number) => `${value * 100}%`;
  return (
    <div className={classes['shown']} style={{ aspectRatio: `${trial.width} / ${trial.height}` }}>
      <img src={`data:image/jpeg;base64,${trial.jpeg}`} alt={alt} />
      {seen.map(({ label, score, box }, index) => (
        <div
          key={index}
          className={classes['box']}
          data-testid="seen"
          style={{ left: share(box.x), top: share(box.y), width: share(box.w), height: share(box.h) }}
        >
          <span className={classes['label']} data-inside={box.y < 0.08 || undefined}>
            {words.label(label)} {Math.round(score * 100)} %
          </span>
        </div>
      ))}
    </div>
  );
}

function Outcome({ trial, count }: { readonly trial: ModelTrial; readonly count: number }) {
  const { t } = useTranslation('models');
  const { msPerPicture: ms, provider, width, height } = trial;
  return (
    <>
      <b>{t('tryDialog.speed', { ms: formatNumber(ms, ms < 10 ? 1 : 0) })}</b>
      {', '}
      {t('tryDialog.perSecond', { fps: Math.max(1, Math.floor(1000 / Math.max(ms, 1))).toString() })} ({provider},{' '}
      {width} × {height}). {count === 0 ? t('tryDialog.nothing') : t('tryDialog.found', { count })}
    </>
  );
}
