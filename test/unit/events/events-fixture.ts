import { detectionPlanSchema, type DetectionPlan, type Rule } from '../../../src/shared/detection-plan.ts';
import type { Box } from '../../../src/shared/geometry.ts';
import type { Observation } from '../../../src/engine/events/index.ts';
import type { RuleHit } from '../../../src/engine/rules/index.ts';
import type { Track } from '../../../src/engine/tracking/index.ts';
import type { Picture } from '../../../src/engine/vision/index.ts';

export const camA = 'aaaaaaaaaaaa';
export const camB = 'bbbbbbbbbbbb';
export const T0 = Date.UTC(2026, 0, 1, 12);

export const plan: DetectionPlan = detectionPlanSchema.parse({
  enabled: true,
  zones: [
    { id: 'z1', name: 'Yard', polygon: [point(0, 0), point(1, 0), point(1, 1)] },
    { id: 'z2', name: 'Door', polygon: [point(0, 0), point(1, 0), point(1, 1)] },
  ],
  wires: [{ id: 'w1', name: 'Gate line', points: [point(0, 0), point(1, 1)] }],
  rules: [
    { kind: 'enter', id: 'enter', name: 'Into the yard', zoneId: 'z1', alert: true },
    { kind: 'leave', id: 'leave', name: 'Out of the yard', zoneId: 'z1' },
    { kind: 'loiter', id: 'loiter', name: 'Hangs about', zoneId: 'z1' },
    { kind: 'cross', id: 'cross', name: 'Over the line', wireId: 'w1' },
    { kind: 'cross', id: 'cross2', name: 'Over the line, again', wireId: 'w1' },
  ],
});

function point(x: number, y: number) {
  return { x, y };
}

export function rule(id: string): Rule {
  const found = plan.rules.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no rule ${id}`);
  return found;
}

export function track(id: number, atMs: number, changes: Partial<Track> = {}): Track {
  const score = changes.score ?? 0.8;
  return {
    id,
    label: 'person',
    score,
    bestScore: score,
    box: { x: 0.4, y: 0.4, w: 0.1, h: 0.2 },
    vx: 0,
    vy: 0,
    startMs: T0,
    seenMs: atMs,
    seen: true,
    confirmed: true,
    stationary: false,
    ...changes,
  };
}

export function begin(
  trackId: number,
  ruleId: string | null,
  atMs: number,
  direction: 'in' | 'out' | null = null,
): RuleHit {
  return { kind: 'begin', trackId, rule: ruleId === null ? null : rule(ruleId), atMs, direction };
}

export function end(trackId: number, ruleId: string | null, atMs: number): RuleHit {
  return { kind: 'end', trackId, ruleId, atMs };
}

export interface Seen {
  readonly tracks?: readonly Track[];
  readonly ended?: readonly Track[];
  readonly hits?: readonly RuleHit[];
  readonly zones?: Readonly<Record<number, readonly string[]>>;
  readonly picture?: Picture | null;
  readonly cameraId?: string;
}

export function seen(
  atMs: number,
  { tracks = [], ended = [], hits = [], zones = {}, picture = null, cameraId = camA }: Seen,
): Observation {
  const byTrack = new Map(Object.entries(zones).map(([id, names]) => [Number(id), names]));
  return { cameraId, cameraName: 'Gate', atMs, tracks, ended, rules: { hits, zones: byTrack }, picture };
}

/** A grey picture with a pattern of sharp stripes of this contrast in the box. */
export function picture(
  box: Box = { x: 0.4, y: 0.4, w: 0.1, h: 0.2 },
  contrast = 100,
  width = 640,
  height = 360,
): Picture {
  const luma = width * height;
  const chroma = 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  const data = new Uint8Array(luma + chroma).fill(128);
  for (let y = Math.floor(box.y * height); y < (box.y + box.h) * height; y += 1) {
    for (let x = Math.floor(box.x * width); x < (box.x + box.w) * width; x += 1) {
      data[y * width + x] = 128 + ((x >> 1) % 2 === 0 ? contrast / 2 : -contrast / 2);
    }
  }
  return { width, height, data };
}
