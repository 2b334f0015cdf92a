import { useEffect, useLayoutEffect, useRef } from 'react';
import type { FrameFeed } from '../player/index.ts';
import classes from '../Tile.module.css';
import { useClassWords } from '../../ui/index.ts';
import type { Zoom } from '../zoom.ts';
import { Painter, type DrawnPlan } from './painter.ts';

/** Boxes, labels, tails, zones and wires over the video that `frames` tells of. React renders it once; frames are drawn past it. */
export function Overlay({
  frames,
  plan,
  zoom,
}: {
  readonly frames: FrameFeed;
  readonly plan: DrawnPlan;
  readonly zoom: Zoom;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const words = useClassWords();
  const firstWords = useRef(words);

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const created = new Painter(element, firstWords.current);
    painter.current = created;
    const measure = () => {
      const { width, height } = element.getBoundingClientRect();
      const dot = window.devicePixelRatio;
      const family = getComputedStyle(element).fontFamily;
      created.resize({ width: Math.round(width * dot), height: Math.round(height * dot), dot, family });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Moved to another screen: the same size, other pixels.
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('resize', measure);
      observer.disconnect();
      painter.current = null;
    };
  }, []);
  // Together with the video's own transform, not a frame later.
  useLayoutEffect(() => painter.current?.view(zoom, plan), [zoom, plan]);
  useLayoutEffect(() => painter.current?.speak(words), [words]);
  useEffect(() => frames.follow((frame) => painter.current?.show(frame)), [frames]);
  return <canvas ref={canvas} className={classes['overlay'] ?? ''} aria-hidden data-tracks="0" />;
}
