import type { CameraId } from '../../shared/camera.ts';
import type { Attribute } from '../../shared/detection.ts';
import type { DetectionPlan } from '../../shared/detection-plan.ts';
import type { RuleHit } from '../rules/index.ts';
import type { Track } from '../tracking/index.ts';
import { beginEvent, endOf, zoneOf, type LiveEvent } from './live-event.ts';
import { note, type TrackRecord } from './track-record.ts';
import type { Observation } from './types.ts';

type BeginHit = Extract<RuleHit, { kind: 'begin' }>;

/** A track that is no longer spoken of for so long is over, even if nobody said so. */
const FORGOTTEN_MS = 10_000;

export interface Going {
  readonly event: LiveEvent;
  readonly record: TrackRecord;
}

export interface CameraStep {
  readonly begun: readonly Going[];
  /** Something is known now that was not: another zone. */
  readonly changed: readonly Going[];
  readonly ended: readonly Going[];
}

/** What goes on before one camera. Knows no time but that of the observations, and does nothing but tell. */
export class CameraEvents {
  readonly #cameraId: CameraId;
  readonly #plan: () => DetectionPlan | null;
  readonly #nextId: () => number | null;
  readonly #records = new Map<number, TrackRecord>();
  #going: Going[] = [];

  /** @param nextId null when no event can be begun now */
  constructor(cameraId: CameraId, plan: () => DetectionPlan | null, nextId: () => number | null) {
    this.#cameraId = cameraId;
    this.#plan = plan;
    this.#nextId = nextId;
  }

  get going(): readonly Going[] {
    return this.#going;
  }

  observe(observation: Observation): CameraStep {
    const { tracks, ended, rules, atMs } = observation;
    for (const track of [...tracks, ...ended]) this.#note(track);
    const over = this.#over(observation);
    const done = rules.hits.flatMap((hit) => (hit.kind === 'end' ? this.#endByRule(hit) : []));
    const begins = rules.hits.filter((hit) => hit.kind === 'begin');
    done.push(...begins.flatMap((hit) => this.#endBefore(hit)));
    const begun = begins.flatMap((hit) => this.#begin(hit, observation) ?? []);
    const changed = this.#going.filter((going) => this.#see(going, observation));
    for (const going of this.#going) {
      const { event, record } = going;
      if (event.endMs !== null) continue;
      const endMs = endOf(event, over.has(event.trackId) ? record.track : null, atMs);
      if (endMs !== null) done.push(this.#close(going, endMs));
    }
    this.#going = this.#going.filter(({ event }) => event.endMs === null);
    for (const id of over) this.#records.delete(id);
    return { begun, changed: changed.filter(({ event }) => event.endMs === null), ended: done };
  }

  /** Answers the events that it changes. */
  attributes(trackId: number, attributes: readonly Attribute[]): readonly Going[] {
    const record = this.#records.get(trackId);
    if (record === undefined) return [];
    record.attributes = attributes;
    return this.#going.filter(({ event }) => event.trackId === trackId);
  }

  /** Ends all at the last moment that was seen of them. */
  close(atMs: number): readonly Going[] {
    const done = this.#going.map((going) =>
      this.#close(going, Math.min(Math.max(going.event.startMs, Math.round(atMs)), going.event.seenMs)),
    );
    this.#going = [];
    this.#records.clear();
    return done;
  }

  #note(track: Track): void {
    const known = this.#records.get(track.id);
    const record = known ?? { track, path: [], attributes: [] };
    if (known === undefined) this.#records.set(track.id, record);
    note(record, track);
  }

  #over({ tracks, ended, atMs }: Observation): ReadonlySet<number> {
    const there = new Set(tracks.map(({ id }) => id));
    const lost = [...this.#records].filter(([id, { track }]) => !there.has(id) && atMs - track.seenMs > FORGOTTEN_MS);
    return new Set([...ended.map(({ id }) => id), ...lost.map(([id]) => id)]);
  }

  #endByRule(hit: Extract<RuleHit, { kind: 'end' }>): Going[] {
    return this.#goingOf(hit.trackId, hit.ruleId).map((going) =>
      this.#close(going, Math.max(going.event.startMs, Math.round(hit.atMs))),
    );
  }

  /** The next crossing ends the one before; whatever else begins again goes on. */
  #endBefore(hit: BeginHit): Going[] {
    if (hit.rule?.kind !== 'cross') return [];
    return this.#goingOf(hit.trackId, hit.rule.id).map((going) =>
      this.#close(going, Math.max(going.event.startMs, Math.round(hit.atMs))),
    );
  }

  #begin(hit: BeginHit, { cameraName, rules }: Observation): Going | null {
    const record = this.#records.get(hit.trackId);
    if (record === undefined || this.#goingOf(hit.trackId, hit.rule?.id ?? null).length > 0) return null;
    const id = this.#nextId();
    if (id === null) return null;
    const camera = { id: this.#cameraId, name: cameraName };
    const now = rules.zones.get(hit.trackId) ?? [];
    const zones = { ofRule: zoneOf(hit.rule, this.#plan()), now };
    const going = { event: beginEvent(id, camera, record.track, hit, zones), record };
    this.#going.push(going);
    return going;
  }

  /** @returns whether it has been in another zone */
  #see({ event, record: { track } }: Going, { tracks, rules, atMs }: Observation): boolean {
    if (event.endMs !== null) return false;
    const before = event.zones.size;
    const now = rules.zones.get(event.trackId) ?? [];
    for (const zone of now) event.zones.add(zone);
    const inside = event.zone === null ? now.length > 0 : now.includes(event.zone);
    const there = tracks.some(({ id }) => id === event.trackId);
    if (there && inside) event.insideMs = Math.max(event.insideMs, Math.round(atMs));
    event.seenMs = Math.max(event.seenMs, Math.round(track.seenMs));
    event.score = Math.max(event.score, track.bestScore);
    return event.zones.size > before;
  }

  #goingOf(trackId: number, ruleId: string | null): Going[] {
    return this.#going.filter(
      ({ event }) => event.endMs === null && event.trackId === trackId && (event.rule?.id ?? null) === ruleId,
    );
  }

  #close(going: Going, endMs: number): Going {
    going.event.endMs = endMs;
    return going;
  }
}
