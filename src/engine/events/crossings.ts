import type { CameraId } from '../../shared/camera.ts';
import type { DetectionPlan } from '../../shared/detection-plan.ts';
import type { WireHour } from '../services.ts';
import type { Observation } from './types.ts';

const HOUR_MS = 3_600_000;

/** Crossings of trip-wires in one observation. What two rules say of one crossing is one. Pure. */
export function crossingsOf({ cameraId, rules, tracks, ended }: Observation, plan: DetectionPlan | null): WireHour[] {
  const known = new Set<string>();
  return rules.hits.flatMap((hit) => {
    if (hit.kind !== 'begin' || hit.rule?.kind !== 'cross' || hit.direction === null) return [];
    const { wireId } = hit.rule;
    const key = `${hit.trackId} ${wireId} ${hit.direction}`;
    const track = [...tracks, ...ended].find(({ id }) => id === hit.trackId);
    if (known.has(key) || track === undefined) return [];
    known.add(key);
    return crossing(cameraId, wireId, nameOf(wireId, plan), track.label, hit.atMs, hit.direction);
  });
}

function crossing(
  cameraId: CameraId,
  wireId: string,
  name: string,
  label: string,
  atMs: number,
  direction: 'in' | 'out',
): WireHour {
  const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  return { cameraId, wireId, name, label, hourMs, in: direction === 'in' ? 1 : 0, out: direction === 'out' ? 1 : 0 };
}

function nameOf(wireId: string, plan: DetectionPlan | null): string {
  return plan?.wires.find(({ id }) => id === wireId)?.name ?? wireId;
}
