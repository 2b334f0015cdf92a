import type { DetectionEvent } from '../../../shared/detection.ts';

/** Events beside the grid; older ones are on their own page. */
export const MOST_EVENTS = 100;

const newestFirst = (a: DetectionEvent, b: DetectionEvent): number => b.startMs - a.startMs || b.id - a.id;

/** The list, newest first, with one event that is new or has changed; no longer than `most`. Pure. */
export function withEvent(
  list: readonly DetectionEvent[],
  event: DetectionEvent,
  most = MOST_EVENTS,
): readonly DetectionEvent[] {
  const at = list.findIndex(({ id }) => id === event.id);
  if (at >= 0 && list[at]?.startMs === event.startMs) return list.with(at, event);
  const others = list.filter(({ id }) => id !== event.id);
  return [...others, event].sort(newestFirst).slice(0, most);
}

/**
 * The list after the recorder has told its newest events. What came while the answer was under way is kept: events that
 * are newer than all of the answer, and ends that the answer does not know yet. Pure.
 */
export function withPage(
  list: readonly DetectionEvent[],
  page: readonly DetectionEvent[],
  most = MOST_EVENTS,
): readonly DetectionEvent[] {
  const newest = Math.max(0, ...page.map(({ id }) => id));
  const known = new Map(list.map((event) => [event.id, event]));
  const told = page.map((event) => {
    const here = known.get(event.id);
    return here !== undefined && here.endMs !== null && event.endMs === null ? here : event;
  });
  return [...told, ...list.filter(({ id }) => id > newest)].sort(newestFirst).slice(0, most);
}
