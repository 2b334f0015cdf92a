import { useEffect, useRef, useState, type RefObject } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import type { CameraId } from '../../shared/camera.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { footageFrom } from './model/footage.ts';
import { ReplayPlayer, type PlayerState } from './player/replay-player.ts';
import type { LaneTimeline } from './timeline/draw.ts';

const idle: PlayerState = { phase: 'idle', wallMs: null, playing: false, speed: 1, skipped: null };

export type PlayerStore = StoreApi<PlayerState>;

export interface Replay {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly player: RefObject<ReplayPlayer | null>;
  readonly store: PlayerStore;
}

/** One player for as long as the page shows this camera. Its state changes with every frame, so it is a store of its own. */
export function useReplayPlayer(cameraId: CameraId, timeline: LaneTimeline, days: readonly number[]): Replay {
  const video = useRef<HTMLVideoElement>(null);
  const player = useRef<ReplayPlayer>(null);
  const [store] = useState<PlayerStore>(() => createStore<PlayerState>(() => idle));
  const known = useRef({ timeline, days });
  useEffect(() => {
    known.current = { timeline, days };
  }, [timeline, days]);

  useEffect(() => {
    if (video.current === null) return undefined;
    const lifetime = new AbortController();
    player.current = new ReplayPlayer({
      video: video.current,
      cameraId,
      nowMs: () => Date.now() + useCameraStore.getState().clockOffsetMs,
      lastFootageMs: () =>
        Math.max(known.current.timeline.recorded.at(-1)?.endMs ?? -Infinity, known.current.days.at(-1) ?? -Infinity),
      footageFrom: (ms) =>
        footageFrom(known.current.timeline.recorded, ms) ?? known.current.days.find((day) => day > ms) ?? null,
      onState: (state) => store.setState(state, true),
      signal: lifetime.signal,
    });
    player.current.warmUp();
    return () => {
      lifetime.abort();
      player.current = null;
    };
  }, [cameraId, store]);
  return { video, player, store };
}

export function usePlayerState<T>(store: PlayerStore, select: (state: PlayerState) => T): T {
  return useStore(store, select);
}
