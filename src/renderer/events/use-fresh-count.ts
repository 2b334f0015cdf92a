import type { DetectionEvent } from '../../shared/detection.ts';
import { useRecorderNow } from '../ui/index.ts';
import { useEventStore } from './event-store.ts';
import { matches, type EventFilters } from './model/event-filters.ts';
import { useRenewList } from './use-events.ts';

/** How many events of these filters have come since the list was asked for; they are shown when somebody wants them. */
export function useFreshCount(
  shown: readonly DetectionEvent[],
  filters: EventFilters,
): { readonly count: number; readonly show: () => void } {
  const heard = useEventStore((state) => state.events);
  const show = useRenewList();
  const nowMs = useRecorderNow(60_000);
  const newest = Math.max(0, ...shown.map(({ id }) => id));
  const fresh = heard.filter((event) => event.id > newest && matches(filters, event, nowMs));
  return { count: fresh.length, show };
}
