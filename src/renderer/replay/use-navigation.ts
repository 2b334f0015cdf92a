import { useEffect, useRef, useState } from 'react';
import type { CameraId } from '../../shared/camera.ts';
import { api } from '../api/client.ts';
import { dateKey } from './model/days.ts';
import { footageFrom } from './model/footage.ts';
import { addDays, startOfDay } from './model/ticks.ts';
import { centreOn, keepInView, type TimeView } from './model/view.ts';
import { isInView, type LaneTimeline } from './timeline/draw.ts';
import type { Replay } from './use-player.ts';

export const viewOfDay = (day: number): TimeView => ({ startMs: day, endMs: addDays(day, 1) });

/** Keeps the place in the address, so that it can be reloaded and passed on. */
function noteInAddress(ms: number): void {
  const url = new URL(window.location.href);
  url.searchParams.set('at', String(Math.round(ms)));
  window.history.replaceState(window.history.state, '', url);
}

interface Options {
  readonly cameraId: CameraId;
  readonly replay: Replay;
  readonly lane: LaneTimeline;
  readonly days: readonly number[];
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
}

export interface Navigation {
  /** Day that was chosen and turned out to have no footage. */
  readonly emptyDay: number | null;
  /** Goes to a time; in a gap to the footage after it, past the end to the last second. */
  readonly goTo: (ms: number, playing?: boolean) => void;
  readonly goToDay: (day: number) => void;
}

/** Moves of the playhead that need the timeline: over gaps, to other days; and the view that goes with the playhead. */
export function useNavigation({ cameraId, replay, lane, days, view, onView }: Options): Navigation {
  const [emptyDay, setEmptyDay] = useState<number | null>(null);
  const { player, store } = replay;

  const latest = useRef({ view, onView });
  useEffect(() => {
    latest.current = { view, onView };
  });
  useEffect(
    () =>
      store.subscribe(({ wallMs, playing }, before) => {
        if (wallMs === null || !playing || wallMs === before.wallMs) return;
        // The view follows the playhead as long as the person has not moved it elsewhere.
        if (before.wallMs === null || !isInView(latest.current.view, before.wallMs)) return;
        const next = keepInView(latest.current.view, wallMs);
        if (next !== latest.current.view) latest.current.onView(next);
      }),
    [store],
  );

  const seek = (ms: number, playing: boolean | undefined, askedMs: number) => {
    setEmptyDay(null);
    noteInAddress(ms);
    if (!isInView(view, ms)) onView(centreOn(view, ms));
    void player.current?.seek(ms, playing ?? store.getState().playing, askedMs);
  };

  const goToDay = (day: number) => {
    onView(viewOfDay(day));
    api.replay.timeline([cameraId], day, addDays(day, 1)).then(
      ({ cameras }) => {
        const first = cameras[0]?.recorded[0];
        if (first === undefined) {
          player.current?.setPlaying(false);
          setEmptyDay(day);
          return;
        }
        setEmptyDay(null);
        noteInAddress(first.startMs);
        void player.current?.seek(first.startMs);
      },
      () => setEmptyDay(day),
    );
  };

  const goTo = (ms: number, playing?: boolean) => {
    const found = footageFrom(lane.recorded, ms);
    if (found !== null) {
      seek(found, playing, ms);
      return;
    }
    const laterDay = days.find((day) => day > ms && dateKey(day) !== dateKey(ms));
    if (laterDay !== undefined && laterDay > startOfDay(lane.recorded.at(-1)?.startMs ?? 0)) {
      goToDay(laterDay);
      return;
    }
    const last = lane.recorded.at(-1);
    if (last !== undefined) seek(Math.max(last.startMs, last.endMs - 1000), playing, last.endMs);
  };

  return { emptyDay, goTo, goToDay };
}
