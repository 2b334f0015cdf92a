import type { TimeSpan } from '../../shared/recording.ts';
import type { Activity, ActivityKind } from './should-keep.ts';

/** Where something moved in one second: 16 x 16 bits. */
interface SecondMap {
  readonly second: number;
  readonly map: Uint8Array;
}

/** Longer than the longest segment with what may come before and after it. */
const REMEMBERED_MS = 20 * 60_000;
/** Spans less than this apart are one. */
const JOIN_MS = 250;

/** What was seen of one camera lately: when somebody looked, when something went on, and where. */
export class ActivityLog {
  readonly #activities: Record<ActivityKind, TimeSpan[]> = { motion: [], detection: [] };
  readonly watched: Readonly<Record<ActivityKind, TimeSpan[]>> = { motion: [], detection: [] };
  #maps: SecondMap[] = [];

  addWatched(kind: ActivityKind, startMs: number, endMs: number): void {
    extend(this.watched[kind], startMs, endMs);
  }

  /** @param map where, at `endMs` */
  addActivity(kind: ActivityKind, startMs: number, endMs: number, map?: Uint8Array): void {
    extend(this.#activities[kind], startMs, endMs);
    if (map === undefined) return;
    const second = Math.floor(endMs / 1000);
    const last = this.#maps.at(-1);
    if (last?.second === second) merge(last.map, map);
    else this.#maps.push({ second, map: Uint8Array.from(map) });
  }

  activities(): Activity[] {
    const of = (kind: ActivityKind): Activity[] => this.#activities[kind].map((span) => ({ ...span, kind }));
    return [...of('motion'), ...of('detection')];
  }

  /** How long something moved within [startMs, endMs), and where; null when nothing did. */
  motionWithin(startMs: number, endMs: number): { readonly movingMs: number; readonly map: Uint8Array | null } | null {
    const movingMs = this.#activities.motion.reduce(
      (sum, span) => sum + Math.max(0, Math.min(endMs, span.endMs) - Math.max(startMs, span.startMs)),
      0,
    );
    if (movingMs === 0) return null;
    let whole: Uint8Array | null = null;
    for (const { second, map } of this.#maps) {
      if (second * 1000 + 1000 <= startMs || second * 1000 >= endMs) continue;
      whole = whole === null ? Uint8Array.from(map) : merge(whole, map);
    }
    return { movingMs, map: whole };
  }

  forgetBefore(nowMs: number): void {
    const fromMs = nowMs - REMEMBERED_MS;
    for (const spans of [...Object.values(this.#activities), ...Object.values(this.watched)]) {
      const first = spans.findIndex(({ endMs }) => endMs >= fromMs);
      spans.splice(0, first === -1 ? spans.length : first);
    }
    if ((this.#maps[0]?.second ?? Infinity) * 1000 < fromMs) {
      this.#maps = this.#maps.filter(({ second }) => second * 1000 >= fromMs);
    }
  }
}

/** Spans come in order of time; one that reaches back joins those that it touches. */
function extend(spans: TimeSpan[], startMs: number, endMs: number): void {
  let from = startMs;
  let to = endMs;
  for (let last = spans.at(-1); last !== undefined && last.endMs + JOIN_MS >= from; last = spans.at(-1)) {
    from = Math.min(from, last.startMs);
    to = Math.max(to, last.endMs);
    spans.pop();
  }
  spans.push({ startMs: from, endMs: to });
}

function merge(into: Uint8Array, map: Uint8Array): Uint8Array {
  for (let at = 0; at < into.length; at += 1) into[at] = (into[at] ?? 0) | (map[at] ?? 0);
  return into;
}
