/** The span of wall time that the timeline shows, UTC milliseconds; all functions here are pure. */
export interface TimeView {
  readonly startMs: number;
  readonly endMs: number;
}

export const MIN_SPAN_MS = 60_000;
/** A day of 25 hours, where the clocks go back, fits wholly. */
export const MAX_SPAN_MS = 25 * 3_600_000;

export const spanOf = (view: TimeView): number => view.endMs - view.startMs;

/** Time at `x` of a drawing that is `width` pixels wide. */
export function timeAt(view: TimeView, x: number, width: number): number {
  return view.startMs + (x / Math.max(1, width)) * spanOf(view);
}

/** Pixels from the left for a time; may lie outside of the drawing. */
export function xOf(view: TimeView, ms: number, width: number): number {
  return ((ms - view.startMs) / spanOf(view)) * width;
}

/**
 * Zooms by `factor` (below 1 zooms in) so that `anchorMs` stays where it is on the screen.
 * The span stays within a minute and a day.
 */
export function zoomAt(view: TimeView, anchorMs: number, factor: number): TimeView {
  const span = Math.min(MAX_SPAN_MS, Math.max(MIN_SPAN_MS, spanOf(view) * factor));
  const share = (anchorMs - view.startMs) / spanOf(view);
  const startMs = anchorMs - share * span;
  return { startMs, endMs: startMs + span };
}

/** Footage that takes less than this share of the view is too small to hit with a pointer. */
const SMALL_SHARE = 1 / 24;
const NEAR_SPAN_MS = 10 * 60_000;

/**
 * The view to begin with: as it is, or zoomed to the footage where that would be a hair's breadth (a recorder's first hour).
 * @param recorded ascending
 */
export function firstView(view: TimeView, recorded: readonly TimeView[]): TimeView {
  const [first] = recorded;
  const last = recorded.at(-1);
  if (first === undefined || last === undefined) return view;
  const extent = last.endMs - first.startMs;
  if (extent > spanOf(view) * SMALL_SHARE) return view;
  return zoomAt(
    centreOn(view, (first.startMs + last.endMs) / 2),
    (first.startMs + last.endMs) / 2,
    Math.max(NEAR_SPAN_MS, extent * 1.5) / spanOf(view),
  );
}

export function pan(view: TimeView, byMs: number): TimeView {
  return { startMs: view.startMs + byMs, endMs: view.endMs + byMs };
}

export function centreOn(view: TimeView, ms: number): TimeView {
  return pan(view, ms - (view.startMs + view.endMs) / 2);
}

/** The same view when the time is comfortably in it, else the view moved so that the time is a tenth from the near edge. */
export function keepInView(view: TimeView, ms: number): TimeView {
  const margin = spanOf(view) * 0.1;
  if (ms < view.startMs || ms > view.endMs) return centreOn(view, ms);
  if (ms > view.endMs - margin / 5) return pan(view, ms - (view.startMs + margin));
  return view;
}
