import { create } from 'zustand';
import type { DetectionEvent } from '../../shared/detection.ts';
import type { ServerEvent } from '../../shared/events.ts';
import { withEvent, withPage } from './model/event-list.ts';

interface EventStore {
  /** Newest first; holds only what was heard until the first page came. */
  readonly events: readonly DetectionEvent[];
  readonly apply: (event: ServerEvent) => void;
  readonly load: (page: readonly DetectionEvent[]) => void;
}

/** The newest events, as they are shown beside the grid. */
export const useEventStore = create<EventStore>((set) => ({
  events: [],
  apply: (told) => {
    if (told.type === 'detection_event') set(({ events }) => ({ events: withEvent(events, told.event) }));
  },
  load: (page) => set(({ events }) => ({ events: withPage(events, page) })),
}));
