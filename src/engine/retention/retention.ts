import type { SegmentKey } from '../../shared/recording.ts';
import type { Retention, SegmentKind } from '../../shared/recording-plan.ts';

/** What the decision needs to know of a segment. */
export interface RetainedSegment {
  readonly key: SegmentKey;
  readonly startMs: number;
  readonly endMs: number;
  readonly sizeBytes: number;
  readonly kind: SegmentKind;
  readonly locked: boolean;
}

const DAY_MS = 86_400_000;

/** The limits of a camera: each its own, else that of the installation. A camera that is gone (null) has none of its own. Pure. */
export function limitsOf(own: Retention | null, installation: Retention): Retention {
  if (own === null) return installation;
  return {
    continuousDays: own.continuousDays ?? installation.continuousDays,
    motionDays: own.motionDays ?? installation.motionDays,
    eventDays: own.eventDays ?? installation.eventDays,
    maxBytes: own.maxBytes ?? installation.maxBytes,
  };
}

/** Whether these limits can ever take anything. Pure. */
export function limitsAnything(limits: Retention): boolean {
  return Object.values(limits).some((limit) => limit !== null);
}

function daysOf(limits: Retention, kind: SegmentKind): number | null {
  switch (kind) {
    case 'continuous':
      return limits.continuousDays;
    case 'motion':
      return limits.motionDays;
    case 'event':
      return limits.eventDays;
  }
}

/**
 * Which of a camera's segments are to be deleted: those that ended longer ago than their kind is kept, then the oldest of the
 * rest until all that remains fits. Locked ones stay, but their bytes count. A clock that was set back takes nothing. Pure.
 * @param segments the oldest ones of each kind; further calls take what this one has not seen
 * @param totalBytes all footage of the camera, locked footage and what is not in `segments` included
 */
export function overdue(
  segments: readonly RetainedSegment[],
  limits: Retention,
  totalBytes: number,
  nowMs: number,
): SegmentKey[] {
  const free = segments.filter(({ locked }) => !locked).sort((a, b) => a.startMs - b.startMs);
  const tooOld = free.filter(({ kind, endMs }) => {
    const days = daysOf(limits, kind);
    return days !== null && endMs <= nowMs - days * DAY_MS;
  });
  const doomed = new Set(tooOld.map(({ key }) => key));
  let remaining = tooOld.reduce((bytes, { sizeBytes }) => bytes - sizeBytes, totalBytes);
  for (const { key, sizeBytes } of free) {
    if (limits.maxBytes === null || remaining <= limits.maxBytes) break;
    if (doomed.has(key)) continue;
    doomed.add(key);
    remaining -= sizeBytes;
  }
  return [...doomed];
}
