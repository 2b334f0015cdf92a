import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import type { CameraView } from '../../shared/camera.ts';

/**
 * Whether the events are shown beside the grid: as was chosen in this browser; before that, when some
 * camera looks for any and the window has room for both.
 */
export function useEventPanel(cameras: readonly CameraView[]): { readonly open: boolean; readonly toggle: () => void } {
  const [chosen, setChosen] = useLocalStorage<boolean | null>({
    key: 'vigil.live.events',
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const roomy = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  const open = chosen ?? (roomy && cameras.some(({ camera }) => camera.detection.enabled));
  return { open, toggle: () => setChosen(!open) };
}
