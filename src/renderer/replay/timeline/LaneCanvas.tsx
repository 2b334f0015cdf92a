import { useEffect, useRef } from 'react';
import type { TimeView } from '../model/view.ts';
import { drawLane, drawRuler, prepare, type LaneTimeline } from './draw.ts';
import classes from './Timeline.module.css';

/** One camera's row of the timeline. */
export function LaneCanvas(props: {
  readonly view: TimeView;
  readonly timeline: LaneTimeline;
  readonly width: number;
  readonly height: number;
  readonly active: boolean;
  readonly nowMs: number;
}) {
  const { view, timeline, width, height, active, nowMs } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    const context = prepare(canvas.current, width, height);
    if (context !== null) drawLane(context, view, timeline, { width, height, active, nowMs });
  }, [view, timeline, width, height, active, nowMs]);
  return <canvas ref={canvas} className={classes['canvas']} style={{ height }} aria-hidden />;
}

/** Hours, minutes and seconds above the rows. */
export function RulerCanvas(props: {
  readonly view: TimeView;
  readonly width: number;
  readonly height: number;
  readonly locale: string;
}) {
  const { view, width, height, locale } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    const context = prepare(canvas.current, width, height);
    if (context !== null) drawRuler(context, view, width, height, locale);
  }, [view, width, height, locale]);
  return <canvas ref={canvas} className={classes['canvas']} style={{ height }} aria-hidden />;
}
