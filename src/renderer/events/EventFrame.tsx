import { useState } from 'react';
import type { DetectionEvent } from '../../shared/detection.ts';
import { EventPicture } from './EventPicture.tsx';
import classes from './Events.module.css';

/** The whole picture, with the box of what was seen and the way that it went. */
export function EventFrame({ event }: { readonly event: DetectionEvent }) {
  const [ratio, setRatio] = useState(16 / 9);
  const { x, y, w, h } = event.bestBox;
  const [first, last] = [event.path[0], event.path.at(-1)];
  return (
    <div className={classes['frame']} style={{ aspectRatio: ratio, width: `min(100%, calc(62vh * ${ratio}))` }}>
      <EventPicture event={event} which="frame" onSize={setRatio}>
        <svg className={classes['overlay']} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
          <polyline data-testid="event-path" points={event.path.map((point) => `${point.x},${point.y}`).join(' ')} />
          {first !== undefined && <Dot x={first.x} y={first.y} end="first" />}
          {last !== undefined && event.path.length > 1 && <Dot x={last.x} y={last.y} end="last" />}
          <rect data-testid="event-box" x={x} y={y} width={w} height={h} />
        </svg>
      </EventPicture>
    </div>
  );
}

function Dot({ x, y, end }: { readonly x: number; readonly y: number; readonly end: 'first' | 'last' }) {
  return <line className={classes['dot']} data-end={end} x1={x} y1={y} x2={x} y2={y} />;
}
