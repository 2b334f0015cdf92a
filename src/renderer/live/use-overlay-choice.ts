import { useLocalStorage } from '@mantine/hooks';
import { useCallback } from 'react';
import type { CameraId, CameraView } from '../../shared/camera.ts';
import { isShown, overlayOn, parseChoice, toggleAll, toggleOne, type OverlayChoice } from './overlay/index.ts';

/** Over which pictures boxes are drawn; this browser remembers it. */
export function useOverlayChoice(cameras: readonly CameraView[]): {
  readonly choice: OverlayChoice;
  /** Whether they are drawn over any picture; null: no camera has detection. */
  readonly any: boolean | null;
  readonly switchOne: (id: CameraId) => void;
  readonly switchAll: () => void;
} {
  const [choice, setChoice] = useLocalStorage<OverlayChoice>({
    key: 'vigil.live.overlay',
    defaultValue: overlayOn,
    getInitialValueInEffect: false,
    serialize: (value) => JSON.stringify(value),
    deserialize: parseChoice,
  });
  const ids = cameras.filter(({ camera }) => camera.detection.enabled).map(({ camera }) => camera.id);
  const switchOne = useCallback((id: CameraId) => setChoice((current) => toggleOne(current, id)), [setChoice]);
  return {
    choice,
    any: ids.length === 0 ? null : ids.some((id) => isShown(choice, id)),
    switchOne,
    switchAll: () => setChoice(toggleAll(choice, ids)),
  };
}
