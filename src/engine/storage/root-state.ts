import type { RootState } from '../../shared/storage.ts';
import type { Settings } from '../../shared/settings.ts';
import type { NewAlert } from '../alerts/index.ts';
import type { Probe } from './probe.ts';

/** A probe that took longer than this tells of a disk that cannot keep up. */
export const SLOW_PROBE_MS = 5000;
/** A root that was lost must be fine for so long before recording returns to it. */
export const SETTLE_MS = 30_000;
/** With less room than this a run is not begun. */
export const LEAST_ROOM_BYTES = 4 * 1024 * 1024;
/** What counts as recovered, as a multiple of the minimum; cleaning goes to twice the minimum. */
const RECOVERED = 1.25;
export const CLEAN_TO = 2;

/** Room that is kept free on a disk of this size. Pure. */
export function minimumFree(
  limits: Pick<Settings['storage'], 'minFreeBytes' | 'minFreePercent'>,
  totalBytes: number,
): number {
  return Math.min(limits.minFreeBytes, Math.floor((totalBytes * limits.minFreePercent) / 100));
}

export interface Sight {
  readonly probe: Probe;
  readonly tookMs: number;
  /** Marker id of the place that the catalog knows at this path; null when it knows none. */
  readonly knownId: string | null;
  readonly minFreeBytes: number;
  /** Null before the first look. */
  readonly before: RootState | null;
  /** Cleaning could not reach its aim. */
  readonly exhausted: boolean;
}

/** `new`: a folder that was never a root, or not yet made: it may be marked. */
export type Verdict =
  { readonly kind: 'state'; readonly state: RootState; readonly why: string | null } | { readonly kind: 'new' };

/** What a root's state is by what was found. Pure. */
export function judge(sight: Sight): Verdict {
  const { probe, knownId } = sight;
  switch (probe.kind) {
    case 'hangs':
      return is('slow', 'the disk does not answer');
    case 'failed':
      return is('failing', probe.why);
    case 'foreign_marker':
      return is('wrong_disk', probe.why);
    case 'absent':
      return knownId === null ? { kind: 'new' } : is('missing', 'the folder is not there');
    case 'found':
      if (knownId !== null && probe.marker === null) return is('missing', 'the disk is not mounted, or was emptied');
      if (knownId !== null && probe.marker !== knownId) return is('wrong_disk', 'it is another disk of a recorder');
      if (probe.trouble !== null) return is(probe.trouble, probe.why);
      if (probe.marker === null) return { kind: 'new' };
      if (sight.tookMs >= SLOW_PROBE_MS)
        return is('slow', `the disk took ${Math.round(sight.tookMs / 1000)} s to answer`);
      return is(spaceState(probe.freeBytes, sight), null);
  }
}

function is(state: RootState, why: string | null): Verdict {
  return { kind: 'state', state, why };
}

function spaceState(freeBytes: number, { minFreeBytes, before, exhausted }: Sight): RootState {
  const short = before === 'low' || before === 'critical';
  const enough = freeBytes >= minFreeBytes * (short ? RECOVERED : 1);
  if (enough) return 'ok';
  return exhausted ? 'critical' : 'low';
}

const present: ReadonlySet<RootState> = new Set<RootState>(['ok', 'low', 'critical']);

/** Whether it can be relied on: there, ours, writable. Its room is another matter. Pure. */
export function isPresent(state: RootState): boolean {
  return present.has(state);
}

/** What people are told of when a root's state changes. Pure. */
export function alertsOf(root: string, before: RootState | null, after: RootState, why: string | null): NewAlert[] {
  if (before === after) return [];
  const alerts: NewAlert[] = [];
  const was = before !== null && isPresent(before);
  if (!isPresent(after)) {
    if (before === null || was)
      alerts.push({ kind: 'root_lost', severity: 'critical', data: { root, state: after, why } });
    return alerts;
  }
  if (!was) alerts.push({ kind: 'root_back', severity: 'info', data: { root } });
  if (after === 'ok') alerts.push({ kind: 'storage_recovered', severity: 'info', data: { root } });
  if (after === 'low' && before !== 'critical')
    alerts.push({ kind: 'storage_low', severity: 'warning', data: { root } });
  if (after === 'critical') alerts.push({ kind: 'storage_critical', severity: 'critical', data: { root } });
  return alerts;
}

/** A root as the choice sees it. */
export interface Candidate {
  readonly state: RootState;
  readonly freeBytes: number | null;
  /** It does not answer at all now. */
  readonly hanging: boolean;
  /** Fine since then (monotonic milliseconds); null while it is not. */
  readonly fineSinceMs: number | null;
}

/**
 * Which root new footage goes to: the first that is fine and has been so for a while, then the first that is fine, then one
 * that is short of room but has some, at last one that is only slow. Null when there is none. Pure.
 * @param roots in the order in which they are to be used
 */
export function choose<T extends Candidate>(roots: readonly T[], nowMs: number): T | null {
  const roomy = ({ freeBytes }: Candidate): boolean => (freeBytes ?? 0) >= LEAST_ROOM_BYTES;
  const fine = roots.filter((root) => (root.state === 'ok' || root.state === 'low') && roomy(root));
  const settled = fine.find(({ fineSinceMs }) => fineSinceMs !== null && nowMs - fineSinceMs >= SETTLE_MS);
  const short = roots.find((root) => root.state === 'critical' && roomy(root));
  const slow = roots.find((root) => root.state === 'slow' && !root.hanging);
  return settled ?? fine[0] ?? short ?? slow ?? null;
}
