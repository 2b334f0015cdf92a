import { VigilError } from '../../shared/errors.ts';
import type { DetectionEvent } from '../../shared/detection.ts';
import type { DetectionsService } from '../services.ts';
import type { PictureFiles } from './picture-files.ts';
import type { EventStore } from './store.ts';

/** What others may ask of events. What waits to be written is written first, so that answers are whole. */
export function createDetectionsService(needs: {
  readonly store: EventStore;
  readonly files: PictureFiles;
  readonly flush: () => void;
  /** Whether its picture may still be exchanged. */
  readonly isLive: (id: number) => boolean;
}): DetectionsService {
  const { store, files, flush, isLive } = needs;
  const get = (id: number): DetectionEvent => {
    flush();
    const event = store.find(id);
    if (event === null) throw new VigilError('not_found', 'there is no such event');
    return event;
  };
  return {
    list(filter) {
      flush();
      const found = store.list({ ...filter, limit: filter.limit + 1 });
      const events = found.slice(0, filter.limit);
      return { events, next: found.length > filter.limit ? (events.at(-1)?.id ?? null) : null };
    },
    get,
    async picture(id, which) {
      const event = get(id);
      const final = event.endMs !== null && !isLive(id);
      const key = { eventId: event.id, cameraId: event.cameraId, startMs: event.startMs };
      const jpeg = event.hasPicture ? await files.read(key, which) : null;
      if (jpeg === null) throw new VigilError('not_found', 'there is no picture of this event');
      return { jpeg, final };
    },
    facets(cameraIds) {
      flush();
      return store.facets(cameraIds);
    },
    counts(filter) {
      flush();
      return store.wireHours(filter);
    },
    runs(filter) {
      flush();
      return store.runs(filter);
    },
  };
}
