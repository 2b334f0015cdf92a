import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import type { CameraId } from '../../shared/camera.ts';
import type { LiveStream } from '../../shared/live-protocol.ts';
import { openLiveSocket } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';
import {
  browserClock,
  FrameFeed,
  LivePlayer,
  playerOff,
  type PlayerFigures,
  type PlayerState,
} from './player/index.ts';

function recorderNow(): number {
  return Date.now() + useCameraStore.getState().clockOffsetMs;
}

/**
 * Plays a camera in `videoRef` while `active`. The player lives as long as the component; switching off closes the
 * socket and leaves the last picture.
 */
export function useLivePlayer(
  videoRef: RefObject<HTMLVideoElement | null>,
  cameraId: CameraId,
  stream: LiveStream,
  active: boolean,
): { readonly state: PlayerState; readonly figures: () => PlayerFigures | null; readonly frames: FrameFeed } {
  const [state, setState] = useState<PlayerState>(playerOff);
  const [frames] = useState(() => new FrameFeed());
  const player = useRef<LivePlayer | null>(null);

  useEffect(() => {
    const video = videoRef.current;
    if (video === null) return undefined;
    const created = new LivePlayer({
      video,
      openSocket: (wanted) => openLiveSocket(cameraId, wanted),
      clock: browserClock,
      random: Math.random,
      recorderNow,
      isTypeSupported: (mimeType) => typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(mimeType),
      onState: setState,
      frames,
    });
    player.current = created;
    return () => {
      player.current = null;
      created.close();
    };
  }, [videoRef, cameraId, frames]);

  useEffect(() => {
    if (active) player.current?.play(stream);
    else player.current?.stop();
  }, [videoRef, cameraId, stream, active]);

  const figures = useCallback(() => player.current?.figures() ?? null, []);
  return { state, figures, frames };
}

/** Whether an element is on screen: in the viewport of a page that is not hidden. */
export function useOnScreen(ref: RefObject<Element | null>): boolean {
  const [inView, setInView] = useState(false);
  const [shown, setShown] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? false));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  useEffect(() => {
    const follow = () => setShown(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', follow);
    return () => document.removeEventListener('visibilitychange', follow);
  }, []);
  return inView && shown;
}
