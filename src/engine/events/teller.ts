import type { ServerEvent } from '../../shared/events.ts';
import type { Clock } from '../clock.ts';
import type { Going } from './camera-events.ts';
import { viewOf } from './live-event.ts';

/** An event is told of when it has a picture, and without one after so long. */
const FRESH_MS = 1000;
/** Not more often than this is told that more is known. */
const UPDATE_MS = 2000;

interface Told {
  readonly going: Going;
  readonly begunMs: number;
  /** Null before the first time. */
  toldMs: number | null;
  news: boolean;
}

/** Shows events to those who watch: when they begin, when more is known, when they are over. */
export class Teller {
  readonly #clock: Clock;
  readonly #emit: (event: ServerEvent) => void;
  readonly #told = new Map<number, Told>();

  constructor(clock: Clock, emit: (event: ServerEvent) => void) {
    this.#clock = clock;
    this.#emit = emit;
  }

  begin(going: Going): void {
    this.#told.set(going.event.id, { going, begunMs: this.#clock.monotonic(), toldMs: null, news: true });
  }

  /** More is known of it. */
  news({ event }: Going): void {
    const told = this.#told.get(event.id);
    if (told === undefined) return;
    told.news = true;
    this.#tellInTime(told);
  }

  /** Tells those whose time has come. */
  tick(): void {
    for (const told of this.#told.values()) if (told.news) this.#tellInTime(told);
  }

  end(going: Going): void {
    const told = this.#told.get(going.event.id);
    this.#told.delete(going.event.id);
    this.#send(going, told === undefined ? false : told.toldMs === null);
  }

  forget(eventId: number): void {
    this.#told.delete(eventId);
  }

  #tellInTime(told: Told): void {
    const nowMs = this.#clock.monotonic();
    const first = told.toldMs === null;
    const due = first
      ? told.going.event.hasPicture || nowMs - told.begunMs >= FRESH_MS
      : nowMs - (told.toldMs ?? 0) >= UPDATE_MS;
    if (!due) return;
    told.toldMs = nowMs;
    told.news = false;
    this.#send(told.going, first);
  }

  #send({ event, record }: Going, fresh: boolean): void {
    this.#emit({ type: 'detection_event', event: viewOf(event, record), fresh });
  }
}
