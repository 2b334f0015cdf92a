import { glow, type Ctx, type Lens, onWay, type Thing, type Way } from './world.ts';

export interface Look {
  readonly tall: number;
  readonly skin: string;
  readonly hair: string;
  readonly top: string;
  readonly topDark: string;
  readonly legs: string;
  readonly shoes: string;
  readonly bag?: string;
  readonly longHair?: boolean;
  /** A hi-vis vest and a helmet of this colour. */
  readonly helmet?: string;
  readonly skirt?: string;
}

interface Joint {
  readonly x: number;
  readonly y: number;
}

const THIGH = 0.255;
const SHIN = 0.245;

function reach(from: Joint, angle: number, length: number, side: number): Joint {
  return { x: from.x + Math.sin(angle) * length * side, y: from.y - Math.cos(angle) * length };
}

/** Knee and ankle under a hip. `phase` 0: the leg is in front; to pi it carries, from pi it swings forward with a bent knee. */
function leg(hip: Joint, phase: number, stride: number, side: number): { knee: Joint; ankle: Joint; lean: number } {
  const thigh = 0.44 * stride * Math.cos(phase);
  const bend = stride * (0.08 + 0.95 * Math.max(0, -Math.sin(phase)) ** 1.6);
  const knee = reach(hip, thigh, THIGH, side);
  return { knee, ankle: reach(knee, thigh - bend, SHIN, side), lean: thigh - bend };
}

function limb(ctx: Ctx, joints: readonly Joint[], width: number, paint: string): void {
  ctx.beginPath();
  for (const joint of joints) ctx.lineTo(joint.x, -joint.y);
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.lineWidth = width;
  ctx.strokeStyle = paint;
  ctx.stroke();
}

function shade(ctx: Ctx, colour: string, darkness: number): string {
  ctx.fillStyle = colour;
  const value = parseInt(ctx.fillStyle.slice(1), 16);
  const part = (shift: number): number => Math.round(((value >> shift) & 255) * (1 - darkness));
  return `rgb(${part(16)},${part(8)},${part(0)})`;
}

function drawLeg(ctx: Ctx, hip: Joint, parts: ReturnType<typeof leg>, side: number, look: Look, dark: number): void {
  limb(ctx, [hip, parts.knee], 0.095, shade(ctx, look.legs, dark));
  limb(ctx, [parts.knee, parts.ankle], 0.068, shade(ctx, look.legs, dark + 0.04));
  const toe = { x: parts.ankle.x + side * 0.06, y: parts.ankle.y - 0.012 + Math.min(0, parts.lean) * 0.05 };
  limb(ctx, [{ x: parts.ankle.x - side * 0.012, y: parts.ankle.y - 0.012 }, toe], 0.04, shade(ctx, look.shoes, dark));
}

function drawArm(
  ctx: Ctx,
  shoulder: Joint,
  phase: number,
  stride: number,
  side: number,
  look: Look,
  dark: number,
): void {
  const swing = -0.42 * stride * Math.cos(phase);
  const elbow = reach(shoulder, swing, 0.165, side);
  const hand = reach(elbow, swing + 0.3 + 0.15 * stride, 0.145, side);
  limb(ctx, [shoulder, elbow], 0.066, shade(ctx, look.top, dark));
  limb(ctx, [elbow, hand], 0.054, shade(ctx, look.top, dark + 0.06));
  ctx.beginPath();
  ctx.arc(hand.x, -hand.y + 0.006, 0.024, 0, 7);
  ctx.fillStyle = shade(ctx, look.skin, dark * 0.6);
  ctx.fill();
}

function drawTorso(ctx: Ctx, hipY: number, turn: number, look: Look): void {
  const shoulders = 0.085 + 0.045 * (1 - Math.abs(turn));
  const waist = 0.072 + 0.02 * (1 - Math.abs(turn));
  const top = hipY + 0.315;
  const paint = ctx.createLinearGradient(-shoulders, 0, shoulders, 0);
  paint.addColorStop(0, look.topDark);
  paint.addColorStop(0.45, look.top);
  paint.addColorStop(1, look.topDark);
  ctx.beginPath();
  ctx.moveTo(-shoulders, -(top - 0.035));
  ctx.quadraticCurveTo(-shoulders * 0.8, -top, -0.03, -top - 0.008);
  ctx.lineTo(0.03, -top - 0.008);
  ctx.quadraticCurveTo(shoulders * 0.8, -top, shoulders, -(top - 0.035));
  ctx.quadraticCurveTo(waist * 1.05, -(hipY + 0.13), waist * 1.08, -(hipY - 0.035));
  ctx.lineTo(-waist * 1.08, -(hipY - 0.035));
  ctx.quadraticCurveTo(-waist * 1.05, -(hipY + 0.13), -shoulders, -(top - 0.035));
  ctx.fillStyle = paint;
  ctx.fill();
  if (look.helmet === undefined) return;
  // Muted: bright bands would cut the body in two for whoever looks for its outline.
  ctx.fillStyle = 'rgba(233,238,230,0.4)';
  ctx.fillRect(-shoulders * 0.92, -(hipY + 0.1), shoulders * 1.84, 0.028);
  ctx.fillRect(-shoulders * 0.92, -(hipY + 0.18), shoulders * 1.84, 0.028);
}

function drawSkirt(ctx: Ctx, hipY: number, sway: number, paint: string): void {
  ctx.beginPath();
  ctx.moveTo(-0.078, -(hipY + 0.02));
  ctx.lineTo(0.078, -(hipY + 0.02));
  ctx.lineTo(0.12 + sway * 0.02, -(hipY - 0.27));
  ctx.lineTo(-0.12 + sway * 0.02, -(hipY - 0.27));
  ctx.fillStyle = paint;
  ctx.fill();
}

function drawHead(ctx: Ctx, hipY: number, turn: number, away: boolean, look: Look): void {
  const y = hipY + 0.405;
  const x = turn * 0.012;
  limb(
    ctx,
    [
      { x: 0, y: hipY + 0.3 },
      { x, y: y - 0.02 },
    ],
    0.05,
    shade(ctx, look.skin, 0.18),
  );
  if (look.longHair === true)
    limb(
      ctx,
      [
        { x: x - turn * 0.03, y },
        { x: x - turn * 0.04, y: y - 0.1 },
      ],
      0.08,
      look.hair,
    );
  ctx.beginPath();
  ctx.ellipse(x, -y, 0.052, 0.066, 0, 0, 7);
  ctx.fillStyle = away ? look.hair : look.skin;
  ctx.fill();
  if (!away) {
    ctx.beginPath();
    ctx.ellipse(x - turn * 0.016, -y - 0.022, 0.056, 0.05, 0, Math.PI * (1 - 0.06), Math.PI * 2.06);
    // The back of the head shows from the side; from the front it is behind the face.
    if (Math.abs(turn) > 0.3) ctx.ellipse(x - turn * 0.034, -y - 0.005, 0.024 + 0.018 * Math.abs(turn), 0.046, 0, 0, 7);
    ctx.fillStyle = look.hair;
    ctx.fill();
  }
  if (look.helmet === undefined) return;
  ctx.beginPath();
  ctx.ellipse(x, -y - 0.02, 0.064, 0.058, 0, Math.PI, Math.PI * 2);
  ctx.fillStyle = look.helmet;
  ctx.fill();
  ctx.fillRect(x - 0.064 + turn * 0.014, -y - 0.024, 0.128, 0.014);
}

/**
 * Draws somebody who stands at the origin of a canvas where 1 is the body's height.
 * @param turn -1 walks to the left, 1 to the right, 0 towards or away from the lens
 */
function drawBody(ctx: Ctx, phase: number, stride: number, turn: number, away: boolean, look: Look): void {
  const side = Math.abs(turn) < 0.15 ? 0.15 * Math.sign(turn || 1) : turn;
  const apart = 0.05 * (1 - Math.abs(turn));
  const standing: Joint = { x: 0, y: 0.53 };
  const lowest = Math.min(
    leg(standing, phase, stride, side).ankle.y,
    leg(standing, phase + Math.PI, stride, side).ankle.y,
  );
  // The foot that carries is on the ground, so the body bobs.
  const hipY = standing.y - lowest + 0.03;
  const far: Joint = { x: -apart, y: hipY };
  const near: Joint = { x: apart, y: hipY };
  const shoulderY = hipY + 0.275;
  const shoulder = 0.105 * (1 - Math.abs(turn)) + 0.012;
  drawArm(ctx, { x: -shoulder, y: shoulderY }, phase + Math.PI, stride, side, look, 0.34);
  drawLeg(ctx, far, leg(far, phase + Math.PI, stride, side), side, look, 0.3);
  drawLeg(ctx, near, leg(near, phase, stride, side), side, look, 0);
  if (look.skirt !== undefined) drawSkirt(ctx, hipY, Math.cos(phase), look.skirt);
  drawTorso(ctx, hipY, turn, look);
  drawHead(ctx, hipY, turn, away, look);
  drawArm(ctx, { x: shoulder, y: shoulderY }, phase, stride, side, look, 0.1);
  if (look.bag === undefined) return;
  limb(
    ctx,
    [
      { x: -0.06, y: shoulderY + 0.02 },
      { x: 0.07, y: hipY + 0.02 },
    ],
    0.014,
    look.bag,
  );
  ctx.fillStyle = look.bag;
  ctx.beginPath();
  ctx.roundRect(0.015 - 0.03 * side, -hipY - 0.035, 0.11, 0.1, 0.015);
  ctx.fill();
}

/** Somebody on a way, with a shadow; an empty list while away. */
export function walker(ctx: Ctx, lens: Lens, t: number, way: Way, look: Look, shadow = 0.4): Thing[] {
  const place = onWay(way, t);
  if (place === null) return [];
  const [x, y] = lens.project([place.x, 0, place.z]);
  const size = lens.scale(place.z) * look.tall;
  const phase = (place.walked / (0.83 * look.tall)) * Math.PI * 2;
  const stride = Math.min(1, place.speed / 1.1);
  const draw = (): void => {
    glow(ctx, x, y, size * 0.3, size * 0.075, '0,0,0', shadow);
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(size, size);
    drawBody(ctx, phase, stride, place.dx, place.dz > 0.5, look);
    ctx.restore();
  };
  return [{ z: place.z, draw }];
}
