import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { CameraId } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { fileStem } from '../ui/index.ts';
import { downloadBlob } from './download.ts';
import { useTell } from './tell.ts';

/** How far back "replay the last minute" goes, milliseconds. */
const replayBackMs = 60_000;

/** What a tile can do that leaves the grid as it is. */
export function useTileDeeds(): {
  readonly snapshot: (id: CameraId) => void;
  readonly replay: (id: CameraId) => void;
} {
  const { t } = useTranslation('live');
  const { done, failed } = useTell();
  const [, go] = useLocation();
  const snapshot = useCallback(
    (id: CameraId) => {
      const name = useCameraStore.getState().cameras?.find(({ camera }) => camera.id === id)?.camera.name ?? id;
      const file = `${fileStem(name, Date.now() + useCameraStore.getState().clockOffsetMs)}.jpg`;
      api.cameras.snapshot(id, 'main').then(
        (picture) => {
          downloadBlob(picture, file);
          done(t('done.snapshot', { file }));
        },
        (error: unknown) => failed(t('failed.snapshot', { name }), error),
      );
    },
    [t, done, failed],
  );
  const replay = useCallback(
    (id: CameraId) => {
      const now = Date.now() + useCameraStore.getState().clockOffsetMs;
      go(`/replay/${id}?at=${now - replayBackMs}`);
    },
    [go],
  );
  return { snapshot, replay };
}
