import type { ActiveSpan, CameraTimeline, GapReason, TimeSpan } from '../../../shared/recording.ts';

export interface GapSpan extends TimeSpan {
  readonly reason: GapReason | null;
}

/** The recorded span that holds `ms`; spans are in order of time. */
export function spanAt(recorded: readonly TimeSpan[], ms: number): TimeSpan | null {
  return recorded.find((span) => ms >= span.startMs && ms < span.endMs) ?? null;
}

/** `ms` itself where there is footage, else the beginning of the next footage, else null. */
export function footageFrom(recorded: readonly TimeSpan[], ms: number): number | null {
  if (spanAt(recorded, ms) !== null) return ms;
  return recorded.find((span) => span.startMs >= ms)?.startMs ?? null;
}

/** Begin of the span after `ms` (`direction` 1) or of the one before it (-1); null when there is none. */
export function neighbourSpan(recorded: readonly TimeSpan[], ms: number, direction: 1 | -1): TimeSpan | null {
  if (direction === 1) return recorded.find((span) => span.startMs > ms) ?? null;
  return recorded.findLast((span) => span.endMs <= ms) ?? null;
}

/** Gaps shorter than this are seams between files, not worth a word. */
export const SMALLEST_GAP_MS = 1500;

/** What lies between the footage around `ms`: the time without footage and, where it is known, the main reason for it. */
export function gapAt(timeline: Pick<CameraTimeline, 'recorded' | 'gaps'>, ms: number): GapSpan | null {
  if (spanAt(timeline.recorded, ms) !== null) return null;
  const before = timeline.recorded.findLast((span) => span.endMs <= ms);
  const after = timeline.recorded.find((span) => span.startMs > ms);
  const reasons = timeline.gaps.filter((gap) => gap.startMs <= ms && gap.endMs > ms);
  const startMs = Math.max(before?.endMs ?? -Infinity, reasons[0]?.startMs ?? -Infinity);
  const endMs = Math.min(after?.startMs ?? Infinity, reasons[0]?.endMs ?? Infinity);
  return { startMs, endMs, reason: reasons[0]?.reason ?? null };
}

/** The reason that covers most of [startMs, endMs); null when none is known. */
export function reasonBetween(gaps: CameraTimeline['gaps'], startMs: number, endMs: number): GapReason | null {
  let best: { reason: GapReason; ms: number } | null = null;
  for (const gap of gaps) {
    const ms = Math.min(gap.endMs, endMs) - Math.max(gap.startMs, startMs);
    if (ms > 0 && ms > (best?.ms ?? 0)) best = { reason: gap.reason, ms };
  }
  return best?.reason ?? null;
}

/** Joins what several requests (a day each) said about one camera; spans that touch become one. */
export function joinTimelines(parts: readonly CameraTimeline[]): Pick<CameraTimeline, 'recorded' | 'active' | 'gaps'> {
  const recorded: TimeSpan[] = [];
  const spans = parts.flatMap((part) => part.recorded).sort((a, b) => a.startMs - b.startMs);
  for (const span of spans) {
    const last = recorded.at(-1);
    if (last !== undefined && span.startMs - last.endMs <= 1000) {
      recorded[recorded.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) };
    } else recorded.push(span);
  }
  const gaps = parts.flatMap((part) => part.gaps).sort((a, b) => a.startMs - b.startMs);
  const active: ActiveSpan[] = parts.flatMap((part) => part.active).sort((a, b) => a.startMs - b.startMs);
  return { recorded, active, gaps };
}
