import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CameraId } from '../../shared/camera.ts';
import type { Lock } from '../../shared/locks.ts';
import { api } from '../api/client.ts';
import { addDays, startOfDay } from './model/ticks.ts';
import { viewerDay } from './model/days.ts';
import { joinTimelines } from './model/footage.ts';
import type { TimeView } from './model/view.ts';
import type { LaneTimeline } from './timeline/draw.ts';

const noLocks: readonly Lock[] = [];
const nothing: LaneTimeline = { recorded: [], active: [], gaps: [] };

/** Midnights of the days that a view touches. */
function daysOf(view: TimeView): number[] {
  const days: number[] = [];
  for (let day = startOfDay(view.startMs); day < view.endMs; day = addDays(day, 1)) days.push(day);
  return days;
}

export interface FootageOfCameras {
  readonly of: (id: CameraId) => LaneTimeline;
  /** True until the days in view have been answered for the first time. */
  readonly loading: boolean;
  readonly failed: boolean;
  readonly retry: () => void;
}

/**
 * Timelines of the cameras for the days in view and today, a request a day. Today's is asked for again every 5 s,
 * because it grows; older days once a minute, because retention may take from them.
 */
export function useFootage(ids: readonly CameraId[], view: TimeView, nowMs: number): FootageOfCameras {
  const today = startOfDay(nowMs);
  const days = [...new Set([...daysOf(view), today])].filter((day) => day <= today).sort((a, b) => a - b);
  return useQueries({
    queries: days.map((day) => ({
      queryKey: ['timeline', ids, day],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.replay.timeline(ids, day, addDays(day, 1), signal),
      refetchInterval: day === today ? 5000 : 60_000,
      enabled: ids.length > 0,
    })),
    combine: (results) => {
      const parts = results.flatMap(({ data }) => data?.cameras ?? []);
      const joined = new Map(ids.map((id) => [id, joinTimelines(parts.filter(({ cameraId }) => cameraId === id))]));
      return {
        of: (id: CameraId) => joined.get(id) ?? nothing,
        loading: results.some(({ isPending }) => isPending),
        failed: results.some(({ isError }) => isError),
        retry: () => results.forEach(({ refetch }) => void refetch()),
      };
    },
  });
}

/** Locked spans of a camera by time; none until known. */
export function useLocks(id: CameraId): readonly Lock[] {
  const { data } = useQuery({ queryKey: ['locks', id], queryFn: () => api.replay.locks(id), refetchInterval: 60_000 });
  return data?.locks ?? noLocks;
}

/** Midnights (viewer's clock) of the days on which a camera has recordings, ascending; undefined until known. */
export function useRecordedDays(id: CameraId): readonly number[] | undefined {
  const { data } = useQuery({
    queryKey: ['days', id],
    queryFn: () => api.replay.days(id),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => data?.days.map((day) => viewerDay(day, -new Date().getTimezoneOffset())), [data]);
}
