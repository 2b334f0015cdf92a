import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Point } from '../../../shared/geometry.ts';
import {
  leastPoints,
  mostPoints,
  movedPoint,
  movedShape,
  splitEdge,
  within,
  withoutPoint,
  type Shape,
  type ShapeKind,
} from '../model/drawing.ts';
import classes from './Detection.module.css';
import type { DrawingHandle } from './use-drawing.ts';

/** What is being drawn: its points so far. */
export interface Draft {
  readonly kind: ShapeKind;
  readonly points: readonly Point[];
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = 0.005;
const WIDE_STEP = 0.05;
const DRAW_STEP = 0.01;

/**
 * Shapes over a picture, with handles: dragged by mouse, moved by arrow keys (Shift: further), points removed by Delete.
 * A shape is drawn by clicks, or by arrow keys, which move a cross, and Space.
 */
export function PictureEditor(props: {
  /** Height of the picture divided by its width. */
  readonly aspect: number;
  readonly handle: DrawingHandle;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
  readonly draft: Draft | null;
  readonly onDraft: (draft: Draft | null) => void;
  /** The draft is whole. */
  readonly onDrawn: (draft: Draft) => void;
}) {
  const { aspect, handle, selected, onSelect, draft, onDraft, onDrawn } = props;
  const { t } = useTranslation('cameras');
  const svg = useRef<SVGSVGElement>(null);
  const drag = useRef<{ readonly id: string; readonly index: number | null; last: Point; moved: boolean } | null>(null);
  const [cursor, setCursor] = useState<Point>({ x: 0.5, y: 0.5 });
  const height = 1000 * aspect;
  const draws = draft !== null;
  useEffect(() => {
    // By way of the next task: the menu that began it gives the focus back first.
    if (!draws) return undefined;
    const timer = setTimeout(() => svg.current?.focus({ preventScroll: true }), 50);
    return () => clearTimeout(timer);
  }, [draws]);

  const pointOf = (event: { clientX: number; clientY: number }): Point => {
    const box = svg.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const grab = (event: React.PointerEvent, id: string, index: number | null) => {
    if (draft !== null || event.button !== 0) return;
    event.stopPropagation();
    onSelect(id);
    svg.current?.setPointerCapture(event.pointerId);
    drag.current = { id, index, last: pointOf(event), moved: false };
  };
  const move = (event: React.PointerEvent) => {
    const held = drag.current;
    if (draws) setCursor(within(pointOf(event)));
    if (held === null) return;
    const to = pointOf(event);
    const { id, index, last } = held;
    const edit = (shapes: readonly Shape[]) =>
      index === null ? movedShape(shapes, id, to.x - last.x, to.y - last.y) : movedPoint(shapes, id, index, to);
    handle.change(edit, held.moved);
    drag.current = { ...held, last: to, moved: true };
  };
  const place = (at: Point) => {
    if (draft === null) return onSelect(null);
    const points = [...draft.points, at];
    const first = draft.points[0];
    const closes =
      first !== undefined && points.length > leastPoints(draft.kind) && near(first, points.at(-1) ?? first);
    if (draft.kind !== 'wire' && closes) return onDrawn(draft);
    const next = { ...draft, points };
    if (points.length === mostPoints(draft.kind)) onDrawn(next);
    else onDraft(next);
  };
  const onDrawKey = (event: React.KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (draft === null || event.target !== svg.current || (arrow === undefined && event.key !== ' ')) return;
    event.preventDefault();
    if (arrow === undefined) return place(cursor);
    const step = event.shiftKey ? WIDE_STEP : DRAW_STEP;
    setCursor(({ x, y }) => within({ x: x + arrow[0] * step, y: y + arrow[1] * step }));
  };
  const onPointKey = (event: React.KeyboardEvent, shape: Shape, index: number) => {
    const point = shape.points[index];
    const arrow = arrows[event.key];
    if (arrow !== undefined && point !== undefined) {
      event.preventDefault();
      const step = event.shiftKey ? WIDE_STEP : STEP;
      const to = { x: point.x + arrow[0] * step, y: point.y + arrow[1] * step };
      handle.change((shapes) => movedPoint(shapes, shape.id, index, to));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      handle.change((shapes) => withoutPoint(shapes, shape.id, index));
    } else if (event.key === 'Insert' || event.key === '+') {
      event.preventDefault();
      handle.change((shapes) => splitEdge(shapes, shape.id, index));
    }
  };

  return (
    <svg
      ref={svg}
      className={classes['canvas']}
      viewBox={`0 0 1000 ${height}`}
      preserveAspectRatio="none"
      data-drawing={draws || undefined}
      tabIndex={draws ? 0 : -1}
      onKeyDown={onDrawKey}
      role="group"
      aria-label={t('detection.canvas')}
      onPointerMove={move}
      onPointerUp={() => (drag.current = null)}
      onClick={(event) => place(within(pointOf(event)))}
      onDoubleClick={() => {
        // The two clicks of it have set the same point twice.
        const points = draft?.points.slice(0, -1) ?? [];
        if (draft !== null && points.length >= leastPoints(draft.kind)) onDrawn({ ...draft, points });
      }}
    >
      {handle.drawing.shapes.map((shape) => (
        <g
          key={shape.id}
          data-kind={shape.kind}
          data-shape={shape.id}
          data-selected={shape.id === selected || undefined}
        >
          <Outline
            shape={shape}
            height={height}
            onPointerDown={(event) => grab(event, shape.id, null)}
            onClick={(event) => draft === null && event.stopPropagation()}
          />
          {shape.kind === 'wire' && <Direction points={shape.points} height={height} />}
          {shape.name !== '' && <Caption shape={shape} height={height} />}
          {shape.id === selected &&
            draft === null &&
            shape.points.map(({ x, y }, index) => (
              <circle
                key={index}
                className={classes['handle']}
                cx={x * 1000}
                cy={y * height}
                r={9}
                tabIndex={0}
                role="button"
                aria-label={t('detection.point', { number: index + 1, count: shape.points.length })}
                onPointerDown={(event) => grab(event, shape.id, index)}
                onClick={(event) => event.stopPropagation()}
                onDoubleClick={(event) => {
                  event.stopPropagation();
                  handle.change((shapes) => splitEdge(shapes, shape.id, index));
                }}
                onKeyDown={(event) => onPointKey(event, shape, index)}
              />
            ))}
        </g>
      ))}
      {draft !== null && (
        <g data-kind={draft.kind} data-selected>
          <polyline className={classes['outline']} points={pointsText(draft.points, height)} />
          <Cursor draft={draft} cursor={cursor} height={height} />
          {draft.points.map(({ x, y }, index) => (
            <circle key={index} className={classes['handle']} cx={x * 1000} cy={y * height} r={7} />
          ))}
        </g>
      )}
    </svg>
  );
}

const NEAR = 0.02;
const near = (a: Point, b: Point): boolean => Math.hypot(a.x - b.x, a.y - b.y) < NEAR;

const pointsText = (points: readonly Point[], height: number): string =>
  points.map(({ x, y }) => `${x * 1000},${y * height}`).join(' ');

function Outline({
  shape,
  height,
  ...rest
}: { readonly shape: Shape; readonly height: number } & React.SVGProps<SVGPolygonElement & SVGPolylineElement>) {
  const points = pointsText(shape.points, height);
  if (shape.kind !== 'wire') return <polygon className={classes['outline']} points={points} {...rest} />;
  return (
    <>
      <polyline className={classes['grip']} points={points} {...rest} />
      <polyline className={classes['outline']} points={points} pointerEvents="none" />
    </>
  );
}

/** The name, in the middle of a zone, at the end of a line. */
function Caption({ shape: { kind, name, points }, height }: { readonly shape: Shape; readonly height: number }) {
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0) / Math.max(1, list.length);
  const last = points.at(-1);
  const at =
    kind === 'wire' && last !== undefined
      ? { x: last.x, y: last.y > 0.12 ? last.y - 0.035 : last.y + 0.075 }
      : { x: sum(points.map(({ x }) => x)), y: sum(points.map(({ y }) => y)) };
  const x = Math.min(0.9, Math.max(0.1, at.x));
  return (
    <text className={classes['caption']} x={x * 1000} y={at.y * height} aria-hidden>
      {name}
    </text>
  );
}

/** Where the next point would be, and the edges that it would make. */
function Cursor({ draft, cursor, height }: { readonly draft: Draft; readonly cursor: Point; readonly height: number }) {
  const [first, last] = [draft.points[0], draft.points.at(-1)];
  const closing = draft.kind !== 'wire' && draft.points.length > 1 && first !== undefined ? [first] : [];
  const [x, y] = [cursor.x * 1000, cursor.y * height];
  return (
    <>
      {last !== undefined && (
        <polyline className={classes['band']} points={pointsText([last, cursor, ...closing], height)} />
      )}
      <path className={classes['cursor']} d={`M${x - 12} ${y}H${x + 12}M${x} ${y - 12}V${y + 12}`} />
    </>
  );
}

/** An arrow across the middle of the line: the way that counts as in, from its left to its right. */
function Direction({ points, height }: { readonly points: readonly Point[]; readonly height: number }) {
  const at = Math.floor((points.length - 1) / 2);
  const from = points[at];
  const to = points[at + 1];
  if (from === undefined || to === undefined) return null;
  const [dx, dy] = [(to.x - from.x) * 1000, (to.y - from.y) * height];
  const length = Math.hypot(dx, dy) || 1;
  const [x, y] = [((from.x + to.x) / 2) * 1000, ((from.y + to.y) / 2) * height];
  // The picture's y grows downwards: to the right of the way (dx, dy) lies (-dy, dx).
  const [rx, ry] = [-dy / length, dx / length];
  const tip = { x: x + rx * 34, y: y + ry * 34 };
  const wing = (sign: number) => `${tip.x - rx * 14 + ry * 9 * sign},${tip.y - ry * 14 - rx * 9 * sign}`;
  return (
    <g className={classes['arrow']} pointerEvents="none">
      <line x1={x - rx * 22} y1={y - ry * 22} x2={tip.x} y2={tip.y} />
      <polygon points={`${tip.x},${tip.y} ${wing(1)} ${wing(-1)}`} />
    </g>
  );
}
