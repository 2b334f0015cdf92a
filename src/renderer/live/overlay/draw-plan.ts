import type { DetectionPlan, Wire, Zone } from '../../../shared/detection-plan.ts';
import type { Point } from '../../../shared/geometry.ts';
import type { Pencil } from './pencil.ts';

const line = 'rgb(255 255 255 / 42%)';
const ground = 'rgb(255 255 255 / 5%)';

/** Zones and wires of a camera, faint: they tell where rules hold, and must not hide what happens there. */
export function drawPlan(pencil: Pencil, { zones, wires }: Pick<DetectionPlan, 'zones' | 'wires'>): void {
  for (const zone of zones) drawZone(pencil, zone);
  for (const wire of wires) drawWire(pencil, wire);
}

function drawZone(pencil: Pencil, { name, polygon }: Zone): void {
  const { context, dot } = pencil;
  const corners = polygon.map(pencil.at);
  trace(pencil, corners);
  context.closePath();
  context.fillStyle = ground;
  context.fill();
  context.setLineDash([6 * dot, 4 * dot]);
  context.strokeStyle = line;
  context.lineWidth = 1.5 * dot;
  context.stroke();
  context.setLineDash([]);
  writeName(pencil, name, corners);
}

function drawWire(pencil: Pencil, { name, points }: Wire): void {
  const { context, dot } = pencil;
  const corners = points.map(pencil.at);
  trace(pencil, corners);
  context.strokeStyle = line;
  context.lineWidth = 2 * dot;
  context.stroke();
  drawArrow(pencil, corners);
  writeName(pencil, name, corners);
}

/** A tick in the middle of the wire, to the side that is `in`: the right hand of who walks along it. */
function drawArrow({ context, dot }: Pencil, corners: readonly Point[]): void {
  const middle = Math.floor((corners.length - 1) / 2);
  const from = corners[middle];
  const to = corners[middle + 1];
  if (from === undefined || to === undefined) return;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
  const [tipX, tipY] = [x - dy * 12 * dot, y + dx * 12 * dot];
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(tipX, tipY);
  for (const side of [-1, 1]) {
    context.moveTo(tipX, tipY);
    context.lineTo(tipX + (dy + side * dx) * 4 * dot, tipY + (-dx + side * dy) * 4 * dot);
  }
  context.stroke();
}

function trace({ context }: Pencil, corners: readonly Point[]): void {
  context.beginPath();
  corners.forEach(({ x, y }, index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
}

/** The name at the uppermost corner. */
function writeName(pencil: Pencil, name: string, corners: readonly Point[]): void {
  const top = corners.reduce((best, corner) => (corner.y < best.y ? corner : best), corners[0] ?? { x: 0, y: 0 });
  const { context, dot, room, font } = pencil;
  context.font = `500 ${Math.round(font * 0.9)}px ${pencil.family}`;
  const width = context.measureText(name).width;
  const x = Math.max(room.left, Math.min(top.x + 4 * dot, room.left + room.width - width));
  const y = Math.max(room.top + font, Math.min(top.y + font + 3 * dot, room.top + room.height));
  context.fillStyle = 'rgb(0 0 0 / 55%)';
  context.fillText(name, x + dot, y + dot);
  context.fillStyle = 'rgb(255 255 255 / 70%)';
  context.fillText(name, x, y);
}
