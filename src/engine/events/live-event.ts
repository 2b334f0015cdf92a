import type { CameraId } from '../../shared/camera.ts';
import type { DetectionEvent } from '../../shared/detection.ts';
import type { DetectionPlan, Rule } from '../../shared/detection-plan.ts';
import type { Box } from '../../shared/geometry.ts';
import type { Track } from '../tracking/index.ts';
import { MOST_POINTS, thinPath } from './path.ts';
import type { TrackRecord } from './track-record.ts';

/** So much of what was before its begin belongs to the path of an event. */
const LEAD_MS = 5000;
/** A crossing, and leaving a zone, are over at once; so much of what follows belongs to them. */
const AFTER_MS = 3000;
/** Out of its zone for so long, a thing has left it. */
const OUT_MS = 1000;

/** An event that goes on, or whose last picture is being made. Changed in place by those who keep it. */
export interface LiveEvent {
  readonly id: number;
  readonly cameraId: CameraId;
  readonly cameraName: string;
  readonly trackId: number;
  readonly rule: Rule | null;
  /** Name of the rule's zone. */
  readonly zone: string | null;
  readonly label: string;
  readonly startMs: number;
  readonly direction: 'in' | 'out' | null;
  readonly zones: Set<string>;
  score: number;
  endMs: number | null;
  /** Newest moment in which the thing was seen. */
  seenMs: number;
  /** Newest moment in the rule's zone. */
  insideMs: number;
  bestMs: number;
  bestBox: Box;
  hasPicture: boolean;
}

/** Begins an event of a track. Pure. @param zonesNow names of the zones that it is in */
export function beginEvent(
  id: number,
  camera: { readonly id: CameraId; readonly name: string },
  track: Track,
  hit: { readonly rule: Rule | null; readonly atMs: number; readonly direction: 'in' | 'out' | null },
  zones: { readonly ofRule: string | null; readonly now: readonly string[] },
): LiveEvent {
  const startMs = Math.round(hit.atMs);
  return {
    id,
    cameraId: camera.id,
    cameraName: camera.name,
    trackId: track.id,
    rule: hit.rule,
    zone: zones.ofRule,
    label: track.label,
    startMs,
    direction: hit.direction,
    zones: new Set(zones.ofRule === null ? zones.now : [zones.ofRule, ...zones.now]),
    score: track.bestScore,
    endMs: null,
    seenMs: Math.max(startMs, Math.round(track.seenMs)),
    insideMs: startMs,
    bestMs: Math.max(startMs, Math.round(track.seenMs)),
    bestBox: track.box,
    hasPicture: false,
  };
}

/**
 * When an event ends of itself; null while it goes on. `appear` and `loiter` are ended by their rule, `enter` ends when the thing is out of
 * the zone, `leave` and `cross` a few seconds after. All end with their track. Pure.
 */
export function endOf(event: LiveEvent, over: Track | null, atMs: number): number | null {
  const kind = kindOf(event.rule);
  const moment = kind === 'leave' || kind === 'cross';
  const goneMs = over === null ? null : Math.max(event.startMs, Math.round(over.seenMs));
  if (moment && atMs - event.startMs >= AFTER_MS) return Math.min(goneMs ?? Infinity, event.startMs + AFTER_MS);
  if (kind === 'enter' && atMs - event.insideMs > OUT_MS) return Math.min(goneMs ?? Infinity, event.insideMs);
  return goneMs;
}

export function kindOf(rule: Rule | null): DetectionEvent['kind'] {
  return rule?.kind ?? 'appear';
}

/** Name of the zone that a rule is about; null when it is about none. */
export function zoneOf(rule: Rule | null, plan: DetectionPlan | null): string | null {
  if (rule === null || rule.kind === 'cross' || rule.zoneId === null) return null;
  return plan?.zones.find(({ id }) => id === rule.zoneId)?.name ?? null;
}

/** The event as others see it. Pure. */
export function viewOf(event: LiveEvent, record: TrackRecord): DetectionEvent {
  const { startMs, endMs } = event;
  const path = record.path.filter(({ atMs }) => atMs >= startMs - LEAD_MS && (endMs === null || atMs <= endMs));
  return {
    id: event.id,
    cameraId: event.cameraId,
    cameraName: event.cameraName,
    trackId: event.trackId,
    kind: kindOf(event.rule),
    ruleId: event.rule?.id ?? null,
    ruleName: event.rule?.name ?? null,
    label: event.label,
    score: event.score,
    startMs,
    endMs,
    bestMs: event.bestMs,
    bestBox: event.bestBox,
    zones: [...event.zones],
    direction: event.direction,
    path: thinPath(path, MOST_POINTS),
    attributes: [...record.attributes],
    hasPicture: event.hasPicture,
  };
}
