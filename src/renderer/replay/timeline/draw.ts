import type { CameraTimeline } from '../../../shared/recording.ts';
import { spanOf, xOf, type TimeView } from '../model/view.ts';
import { tickStepSeconds, tickTimes } from '../model/ticks.ts';

export type LaneTimeline = Pick<CameraTimeline, 'recorded' | 'active' | 'gaps'>;

const colours = {
  lane: '#161c26',
  future: '#0d1219',
  recorded: '#2f83d8',
  recordedQuiet: '#2a5580',
  motion: '#f2b134',
  event: '#ff7a45',
  fault: 'rgba(250, 82, 82, 0.8)',
  faultArea: 'rgba(250, 82, 82, 0.16)',
  quietArea: 'rgba(154, 165, 181, 0.10)',
  quietGap: 'rgba(154, 165, 181, 0.35)',
  tick: '#303a4a',
  midnight: '#6f7c8f',
  text: '#9aa5b5',
  strong: '#e6eaf0',
} as const;

/** Gaps that somebody wanted; every other one is a fault and drawn as such. */
const wanted: readonly string[] = ['disabled', 'not_recording', 'stopped', 'renewed', 'no_motion', 'scheduled_off'];

/** Sizes a canvas for the screen's pixels and answers its context, scaled to CSS pixels and wiped. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsWide) canvas.width = pixelsWide;
  if (canvas.height !== pixelsHigh) canvas.height = pixelsHigh;
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export interface LaneLook {
  readonly width: number;
  readonly height: number;
  readonly active: boolean;
  readonly nowMs: number;
}

/** Where something happened stands as a bar at the foot of what was recorded. */
const ACTIVE_HEIGHT = 4;

/** One camera's row: what was recorded, where something happened, gaps by kind, and the time that has not come yet. */
export function drawLane(
  context: CanvasRenderingContext2D,
  view: TimeView,
  timeline: LaneTimeline,
  look: LaneLook,
): void {
  const { width, height, active, nowMs } = look;
  context.fillStyle = colours.lane;
  context.fillRect(0, 0, width, height);
  for (const gap of timeline.gaps) {
    if (gap.endMs < view.startMs || gap.startMs > view.endMs) continue;
    const x = xOf(view, gap.startMs, width);
    const wide = Math.max(1, xOf(view, gap.endMs, width) - x);
    const fault = !wanted.includes(gap.reason);
    context.fillStyle = fault ? colours.faultArea : colours.quietArea;
    context.fillRect(x, 0, wide, height);
    context.fillStyle = fault ? colours.fault : colours.quietGap;
    context.fillRect(x, height - 3, wide, 3);
  }
  context.fillStyle = active ? colours.recorded : colours.recordedQuiet;
  for (const span of timeline.recorded) {
    if (span.endMs < view.startMs || span.startMs > view.endMs) continue;
    const x = Math.max(0, xOf(view, span.startMs, width));
    const end = Math.min(width, xOf(view, span.endMs, width));
    context.fillRect(x, 0, Math.max(1, end - x), height);
  }
  for (const span of timeline.active) {
    if (span.endMs < view.startMs || span.startMs > view.endMs) continue;
    const x = Math.max(0, xOf(view, span.startMs, width));
    const end = Math.min(width, xOf(view, span.endMs, width));
    context.fillStyle = span.kind === 'event' ? colours.event : colours.motion;
    context.fillRect(x, height - ACTIVE_HEIGHT, Math.max(1, end - x), ACTIVE_HEIGHT);
  }
  const nowX = xOf(view, nowMs, width);
  if (nowX < width) {
    context.fillStyle = colours.future;
    context.fillRect(Math.max(0, nowX), 0, width, height);
  }
}

/** The ruler: lines at every small step, words at every large one, the date at midnight. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  view: TimeView,
  width: number,
  height: number,
  locale: string,
): void {
  const labelStep = tickStepSeconds(view, width, 84);
  const withSeconds = labelStep < 60;
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
  const date = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
  context.fillStyle = colours.tick;
  for (const ms of tickTimes(view, tickStepSeconds(view, width, 12))) {
    context.fillRect(Math.round(xOf(view, ms, width)), height - 4, 1, 4);
  }
  context.font = '13px Inter, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
  context.textBaseline = 'middle';
  for (const ms of tickTimes(view, labelStep)) {
    const at = new Date(ms);
    const midnight = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0;
    const x = Math.round(xOf(view, ms, width));
    const text = midnight ? date.format(ms) : time.format(ms);
    const half = context.measureText(text).width / 2;
    context.fillStyle = midnight ? colours.midnight : colours.tick;
    context.fillRect(x, height - 8, 1, 8);
    context.fillStyle = midnight ? colours.strong : colours.text;
    // The outermost words are moved inwards rather than cut off.
    const textX = Math.min(Math.max(x, half + 2), width - half - 2);
    if (Math.abs(textX - x) <= half) context.fillText(text, textX - half, height / 2 - 3);
  }
}

/** Whether a wall time lies in the view at all. */
export function isInView(view: TimeView, ms: number): boolean {
  return ms >= view.startMs && ms <= view.startMs + spanOf(view);
}
