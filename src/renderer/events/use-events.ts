import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DetectionEvent } from '../../shared/detection.ts';
import type { ServerEvent } from '../../shared/events.ts';
import { api } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';
import { useEventStore } from './event-store.ts';
import { MOST_EVENTS } from './model/event-list.ts';
import { queryOf, type EventFilters } from './model/event-filters.ts';

const keys = {
  all: ['detections'],
  newest: ['detections', 'newest'],
  list: ['detections', 'list'],
  facets: ['detections', 'facets'],
} as const;

interface Page {
  readonly events: readonly DetectionEvent[];
  readonly next: number | null;
}

const PAGE = 60;

/** The newest events, for the list beside the grid: the store holds them, events keep it fresh. */
export function useNewestEvents() {
  return useQuery({
    queryKey: keys.newest,
    queryFn: async () => {
      const { events } = await api.detections.list({ limit: MOST_EVENTS });
      useEventStore.getState().load(events);
      return true;
    },
  });
}

/** Events by filters, page by page. */
export function useEventPages(filters: EventFilters) {
  const offsetMs = useCameraStore((state) => state.clockOffsetMs);
  return useInfiniteQuery({
    queryKey: [...keys.list, filters],
    queryFn: ({ pageParam }): Promise<Page> =>
      api.detections.list({
        ...queryOf(filters, Date.now() + offsetMs),
        ...(pageParam === null ? {} : { beforeId: pageParam }),
        limit: PAGE,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** Classes, kinds and zones that there are events of. */
export function useFacets() {
  return useQuery({ queryKey: keys.facets, queryFn: () => api.detections.facets(), staleTime: 30_000 });
}

/** One event by its number; asked for only when it is not at hand. */
export function useEvent(id: number | null, atHand: DetectionEvent | undefined) {
  return useQuery({
    queryKey: [...keys.all, 'one', id],
    queryFn: () => api.detections.get(id ?? 0),
    enabled: id !== null && atHand === undefined,
    retry: false,
  });
}

/** The pages with a changed event in its place; the same pages when it is not shown. Pure. */
function patched(data: InfiniteData<Page> | undefined, event: DetectionEvent): InfiniteData<Page> | undefined {
  if (data?.pages.some(({ events }) => events.some(({ id }) => id === event.id)) !== true) return data;
  const pages = data.pages.map((page) => ({
    ...page,
    events: page.events.map((shown) => (shown.id === event.id ? event : shown)),
  }));
  return { ...data, pages };
}

/** What the events make of each message of the recorder. */
export function useDetectionEvents(): (event: ServerEvent) => void {
  const queries = useQueryClient();
  return useMemo(
    () => (told: ServerEvent) => {
      useEventStore.getState().apply(told);
      // After a broken connection nobody knows what was missed.
      if (told.type === 'hello') void queries.invalidateQueries({ queryKey: keys.all });
      if (told.type !== 'detection_event') return;
      queries.setQueriesData<InfiniteData<Page>>({ queryKey: keys.list }, (data) => patched(data, told.event));
      queries.setQueriesData<DetectionEvent>({ queryKey: [...keys.all, 'one', told.event.id] }, (one) =>
        one === undefined ? one : told.event,
      );
    },
    [queries],
  );
}

/** Shows what has come since the list was asked for. */
export function useRenewList(): () => void {
  const queries = useQueryClient();
  return () => void queries.resetQueries({ queryKey: keys.list });
}
