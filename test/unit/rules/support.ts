import { detectionPlanSchema, type DetectionPlan } from '../../../src/shared/detection-plan.ts';
import type { Point } from '../../../src/shared/geometry.ts';
import { createRuleEngine, type RuleEngine, type RulesStep } from '../../../src/engine/rules/index.ts';
import type { Track } from '../../../src/engine/tracking/index.ts';
import type { z } from 'zod';

/** A Monday at noon, UTC. */
export const START_MS = Date.UTC(2026, 0, 5, 12);

export function planOf(plan: Partial<z.input<typeof detectionPlanSchema>>): DetectionPlan {
  return detectionPlanSchema.parse(plan);
}

const SIZE = { w: 0.1, h: 0.3 };

/** A track whose standing point is here. */
export function standing({ x, y }: Point, more: Partial<Track> = {}): Track {
  const seenMs = more.seenMs ?? START_MS;
  return {
    id: 1,
    label: 'person',
    score: 0.8,
    bestScore: 0.9,
    box: { x: x - SIZE.w / 2, y: y - SIZE.h, ...SIZE },
    vx: 0,
    vy: 0,
    startMs: seenMs,
    seen: true,
    confirmed: true,
    stationary: false,
    ...more,
    seenMs,
  };
}

/** Walks one track past the rules and says in short what they said. */
export class Walk {
  readonly engine: RuleEngine;
  readonly said: string[] = [];
  atMs = START_MS;
  zones: readonly string[] = [];
  #track: Track | null = null;
  readonly #more: Partial<Track>;

  constructor(plan: DetectionPlan, more: Partial<Track> = {}) {
    this.engine = createRuleEngine(plan, (utcMs) => {
      const at = new Date(utcMs);
      return { day: (at.getUTCDay() + 6) % 7, minute: at.getUTCHours() * 60 + at.getUTCMinutes() };
    });
    this.#more = more;
  }

  /** Straight to a place in so many seconds, the place itself included. */
  to(x: number, y: number, seconds: number, stepMs = 200): this {
    const from = this.#track === null ? { x, y } : standingOf(this.#track);
    const steps = Math.max(1, Math.round((seconds * 1000) / stepMs));
    for (let step = 1; step <= steps; step += 1) {
      const share = step / steps;
      this.look({ x: from.x + (x - from.x) * share, y: from.y + (y - from.y) * share }, stepMs);
    }
    return this;
  }

  look(point: Point, stepMs = 200): this {
    const startMs = this.#track?.startMs ?? this.atMs;
    this.#track = standing(point, { startMs, ...this.#more, seenMs: this.atMs });
    return this.#take(this.engine.step([this.#track], [], this.atMs), stepMs);
  }

  /** Not seen for so long. */
  unseen(seconds: number, stepMs = 200): this {
    for (let at = 0; at < seconds * 1000; at += stepMs) {
      if (this.#track !== null) this.#track = { ...this.#track, seen: false };
      this.#take(this.engine.step(this.#track === null ? [] : [this.#track], [], this.atMs), stepMs);
    }
    return this;
  }

  end(): this {
    const ended = this.#track === null ? [] : [this.#track];
    this.#track = null;
    return this.#take(this.engine.step([], ended, this.atMs), 0);
  }

  #take({ hits, zones }: RulesStep, stepMs: number): this {
    for (const hit of hits) {
      const seconds = (hit.atMs - START_MS) / 1000;
      const rule = hit.kind === 'begin' ? (hit.rule?.id ?? 'none') : (hit.ruleId ?? 'none');
      const more = hit.kind === 'begin' ? (hit.direction ?? '') : 'end';
      this.said.push([rule, more, `${seconds}`].filter((part) => part !== '').join(' '));
    }
    this.zones = zones.get(1) ?? [];
    this.atMs += stepMs;
    return this;
  }
}

function standingOf({ box }: Track): Point {
  return { x: box.x + box.w / 2, y: box.y + box.h };
}
