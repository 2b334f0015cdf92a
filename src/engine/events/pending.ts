import type { CameraId } from '../../shared/camera.ts';
import type { DetectionRun } from '../../shared/detection.ts';
import type { Logger } from '../logger.ts';
import type { WireHour } from '../services.ts';
import type { EventStore, EventToStore } from './store.ts';

/** Rows of one transaction: few enough that the event loop does not notice. */
const MOST_ROWS = 100;
/** Of one camera, when the catalog cannot be written for long: beyond, the oldest are lost. */
const MOST_WAITING = 5000;

interface Waiting {
  /** The newest state of each, by number. */
  readonly events: Map<number, EventToStore>;
  readonly hours: Map<string, WireHour>;
  readonly runs: DetectionRun[];
}

/** What is still to be written, apart by camera; a failure of one holds up no other. */
export class PendingRows {
  readonly #store: EventStore;
  readonly #logger: Logger;
  readonly #waiting = new Map<CameraId, Waiting>();

  constructor(store: EventStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  addEvent(stored: EventToStore): void {
    const { events } = this.#of(stored.event.cameraId);
    events.set(stored.event.id, stored);
    if (events.size <= MOST_WAITING) {
      if (events.size >= MOST_ROWS) this.#flush(stored.event.cameraId, false);
      return;
    }
    const oldest = events.keys().next();
    if (!oldest.done) events.delete(oldest.value);
  }

  addCrossing(hour: WireHour): void {
    const { hours } = this.#of(hour.cameraId);
    const key = `${hour.wireId} ${hour.hourMs} ${hour.label}`;
    const known = hours.get(key);
    hours.set(key, { ...hour, in: hour.in + (known?.in ?? 0), out: hour.out + (known?.out ?? 0) });
  }

  addRun(run: DetectionRun): void {
    this.#of(run.cameraId).runs.push(run);
  }

  drop(cameraId: CameraId): void {
    this.#waiting.delete(cameraId);
  }

  /** Writes what there is; what cannot be written stays. */
  flush(): void {
    for (const cameraId of [...this.#waiting.keys()]) this.#flush(cameraId, true);
  }

  #of(cameraId: CameraId): Waiting {
    const known = this.#waiting.get(cameraId);
    if (known !== undefined) return known;
    const waiting: Waiting = { events: new Map(), hours: new Map(), runs: [] };
    this.#waiting.set(cameraId, waiting);
    return waiting;
  }

  #flush(cameraId: CameraId, loudly: boolean): void {
    const waiting = this.#waiting.get(cameraId);
    if (waiting === undefined) return;
    try {
      while (waiting.events.size + waiting.hours.size + waiting.runs.length > 0) this.#writeSome(waiting);
      this.#waiting.delete(cameraId);
    } catch (error) {
      // The next second tries again.
      if (loudly) this.#logger.error({ err: error, cameraId }, 'events could not be written');
    }
  }

  #writeSome({ events, hours, runs }: Waiting): void {
    const batch = [...events.values()].slice(0, MOST_ROWS);
    this.#store.write({ events: batch, wireHours: [...hours.values()], runs });
    for (const { event } of batch) events.delete(event.id);
    hours.clear();
    runs.length = 0;
  }
}
