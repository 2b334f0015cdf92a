import type { EventFilter } from '../../src/engine/events/index.ts';

/** A question for events that narrows nothing. */
export const everyEvent = {
  cameraIds: null,
  labels: null,
  kinds: null,
  zone: null,
  fromMs: null,
  toMs: null,
  beforeId: null,
} satisfies Omit<EventFilter, 'limit'>;
