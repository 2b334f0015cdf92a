import type { ShownTrack } from '../player/index.ts';
import type { ClassWords } from '../../ui/class-words.ts';
import { colourOf } from './colours.ts';
import { placeLabel, type LabelNeighbours, type Rect, type Side } from './geometry.ts';
import type { Pencil } from './pencil.ts';

/** How much dimmer what stands still is. */
const STILL = 0.55;
/** Words are never dimmer. */
const LEGIBLE = 0.8;

/** What a label says of a track: `Person · #12 · 87%`, and what is known of it in a second line. */
export function labelLines({ track }: Pick<ShownTrack, 'track'>, words: ClassWords): string[] {
  const first = `${words.label(track.label)} · #${track.id} · ${Math.round(track.score * 100)}%`;
  const attributes = track.attributes.map(words.attribute).join(', ');
  return attributes === '' ? [first] : [first, attributes];
}

/** Draws tails, then boxes, then labels, so that no box lies over a label. `sides` remembers where the labels stand. */
export function drawTracks(pencil: Pencil, tracks: readonly ShownTrack[], sides: Map<number, Side>): void {
  const { context } = pencil;
  for (const track of tracks) drawTail(pencil, track);
  const boxes = tracks.map((shown) => ({ shown, rect: rectOf(pencil, shown) }));
  for (const { shown, rect } of boxes) {
    context.globalAlpha = opacityOf(shown);
    drawBox(pencil, rect, colourOf(shown.track.label));
  }
  const taken: Rect[] = [];
  // The oldest track chooses first, in every frame.
  for (const { shown, rect } of boxes.toSorted((a, b) => a.shown.track.id - b.shown.track.id)) {
    context.globalAlpha = Math.max(opacityOf(shown), LEGIBLE * shown.opacity);
    const { side, ...place } = drawLabel(pencil, shown, rect, { before: sides.get(shown.track.id), taken });
    taken.push(place);
    sides.set(shown.track.id, side);
  }
  context.globalAlpha = 1;
  const ids = new Set(tracks.map(({ track }) => track.id));
  for (const id of sides.keys()) if (!ids.has(id)) sides.delete(id);
}

function opacityOf({ opacity, track }: ShownTrack): number {
  return opacity * (track.stationary ? STILL : 1);
}

/** On whole pixels: edges are sharp and of one colour. */
function rectOf({ at }: Pencil, { box }: ShownTrack): Rect {
  const from = at(box);
  const to = at({ x: box.x + box.w, y: box.y + box.h });
  const [left, top] = [Math.round(from.x), Math.round(from.y)];
  return { left, top, width: Math.round(to.x) - left, height: Math.round(to.y) - top };
}

/** Line width of boxes, pixels of the canvas. */
function lineOf(dot: number): number {
  return Math.max(1, Math.round(2 * dot));
}

function drawBox({ context, dot }: Pencil, rect: Rect, colour: string): void {
  const line = lineOf(dot);
  // A dark seam around it, to be seen on a bright picture.
  frame(context, rect, line + 2 * Math.max(1, Math.round(dot)), 'rgb(0 0 0 / 45%)');
  frame(context, rect, line, colour);
}

/** Four bars along the rectangle's edges, their middle on the edge. */
function frame(context: CanvasRenderingContext2D, rect: Rect, line: number, colour: string): void {
  const outer = Math.floor(line / 2);
  const [x, y] = [rect.left - outer, rect.top - outer];
  const [width, height] = [rect.width + line, rect.height + line];
  context.fillStyle = colour;
  context.fillRect(x, y, width, line);
  context.fillRect(x, y + height - line, width, line);
  context.fillRect(x, y + line, line, height - 2 * line);
  context.fillRect(x + width - line, y + line, line, height - 2 * line);
}

/** The older, the fainter. */
function drawTail({ context, dot, at }: Pencil, shown: ShownTrack): void {
  const points = shown.tail.map(at);
  context.strokeStyle = colourOf(shown.track.label);
  context.lineWidth = 2 * dot;
  context.lineCap = 'round';
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1], points[index]];
    if (from === undefined || to === undefined) continue;
    context.globalAlpha = 0.75 * shown.opacity * (index / points.length);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
}

function drawLabel(
  pencil: Pencil,
  shown: ShownTrack,
  box: Rect,
  neighbours: LabelNeighbours,
): Rect & { readonly side: Side } {
  const { context, dot, font, family, room } = pencil;
  const [pad, stripe] = [Math.round(6 * dot), Math.round(3 * dot)];
  context.font = `600 ${font}px ${family}`;
  const widest = room.width - 2 * pad - stripe;
  // A small tile has no space for two lines.
  const said = labelLines(shown, pencil.words);
  const wanted = pencil.small ? said.slice(0, 1) : said;
  const lines = wanted.map((text) => cutTo(context, text, widest));
  const width = Math.ceil(Math.max(...lines.map((text) => context.measureText(text).width))) + 2 * pad + stripe;
  const height = Math.round(font * 1.3 * lines.length + 6 * dot);
  const seam = lineOf(dot);
  const place = placeLabel(
    { ...box, left: box.left - Math.floor(seam / 2), top: box.top - 1 },
    { width, height },
    room,
    neighbours,
  );
  context.fillStyle = 'rgb(10 14 20 / 88%)';
  context.fillRect(place.left, place.top, place.width, place.height);
  context.fillStyle = colourOf(shown.track.label);
  context.fillRect(place.left, place.top, stripe, place.height);
  context.fillStyle = '#fff';
  context.textBaseline = 'alphabetic';
  lines.forEach((text, index) => {
    context.fillText(text, place.left + stripe + pad, place.top + 3 * dot + font * (1 + 1.3 * index));
  });
  return place;
}

/** Leaves out what does not fit, from the end. */
function cutTo(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let kept = text.length - 1;
  while (kept > 1 && context.measureText(`${text.slice(0, kept)}…`).width > width) kept -= 1;
  return `${text.slice(0, kept)}…`;
}
