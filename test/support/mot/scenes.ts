import type { Box } from '../../../src/shared/geometry.ts';
import type { Detection } from '../../../src/engine/vision/index.ts';
import type { Marked } from './ground-truth.ts';

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Roughly normal with deviation 1. */
export function normalFrom(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** One moment of a scene: what is there, what cannot be seen, and what a detector says. */
export interface SceneFrame {
  readonly atMs: number;
  readonly truth: readonly Marked[];
  readonly hidden: readonly Marked[];
  readonly detections: readonly Detection[];
}

/** How a detector errs. */
export interface Errors {
  /** Deviation of a box's middle and size, as a share of its width or height. */
  readonly jitter: number;
  /** Share of things that are not seen. */
  readonly missed: number;
  /** Mean number of boxes with nothing in them, per picture. */
  readonly falseAlarms: number;
}

export const USUAL: Errors = { jitter: 0.03, missed: 0.02, falseAlarms: 0 };

/** Where somebody is, by seconds; null: not there. */
export type Path = (seconds: number) => Box | null;

export interface Script {
  readonly name: string;
  readonly seconds: number;
  readonly errors: Errors;
  /** The first stands nearest to the camera and hides the others. */
  readonly paths: readonly Path[];
  /** What hides everybody. */
  readonly pillars?: readonly Box[];
}

/** Share of a box that others cover from which it is not seen, and from which it is seen faintly. */
const HIDDEN = 0.65;
const FAINT = 0.35;

/** Plays a script to a detector that errs, at this rate; each picture comes up to a tenth of an interval late, as real ones do. */
export function play(script: Script, fps: number, seed: number): SceneFrame[] {
  const random = randomFrom(seed);
  const normal = normalFrom(random);
  const { errors } = script;
  return Array.from({ length: Math.floor(script.seconds * fps) }, (_, frame) => {
    const atMs = Math.round(((frame + random() / 10) * 1000) / fps);
    const truth: Marked[] = [];
    const hidden: Marked[] = [];
    const detections: Detection[] = [];
    const nearer: Box[] = [...(script.pillars ?? [])];
    script.paths.forEach((path, id) => {
      const box = path(atMs / 1000);
      if (box === null) return;
      const covered = coveredShare(box, nearer);
      nearer.push(box);
      (covered > HIDDEN ? hidden : truth).push({ id, box });
      if (covered > HIDDEN || random() < errors.missed) return;
      const score = covered > FAINT ? 0.15 + 0.3 * random() : 0.55 + 0.35 * random();
      detections.push({ label: 'person', score, box: shaken(box, errors.jitter, normal) });
    });
    for (let more = errors.falseAlarms; random() < more; more -= 1) {
      const box = { x: random() * 0.9, y: random() * 0.7, w: 0.05 + random() * 0.05, h: 0.15 + random() * 0.1 };
      detections.push({ label: 'person', score: 0.2 + 0.55 * random(), box });
    }
    return { atMs, truth, hidden, detections };
  });
}

/** A detector's box around a true one. */
export function shaken({ x, y, w, h }: Box, jitter: number, normal: () => number): Box {
  const width = w * Math.max(0.5, 1 + jitter * normal());
  const height = h * Math.max(0.5, 1 + jitter * normal());
  return {
    x: x + w / 2 + w * jitter * normal() - width / 2,
    y: y + h / 2 + h * jitter * normal() - height / 2,
    w: width,
    h: height,
  };
}

/** By the greatest single cover; more would have to be joined. */
function coveredShare(box: Box, nearer: readonly Box[]): number {
  return nearer.reduce((most, other) => {
    const w = Math.min(box.x + box.w, other.x + other.w) - Math.max(box.x, other.x);
    const h = Math.min(box.y + box.h, other.y + other.h) - Math.max(box.y, other.y);
    return Math.max(most, (Math.max(0, w) * Math.max(0, h)) / (box.w * box.h));
  }, 0);
}

const PERSON = { w: 0.07, h: 0.28 };

/** Straight on from a place: shares per second; there while its middle is in the picture. */
function walk(fromS: number, x: number, y: number, vx: number, vy: number): Path {
  return (seconds) => {
    const since = seconds - fromS;
    const box = { x: x + vx * since, y: y + vy * since, ...PERSON };
    const [middleX, middleY] = [box.x + box.w / 2, box.y + box.h / 2];
    return since < 0 || middleX < 0 || middleX > 1 || middleY < 0 || middleY > 1 ? null : box;
  };
}

/** Walks, stands for a while, and goes on. */
function stopAndGo(fromS: number, stopS: number, goS: number, y: number, vx: number): Path {
  const start = vx > 0 ? 0 : 1 - PERSON.w;
  return (seconds) => {
    const moving = Math.min(seconds, stopS) - fromS + Math.max(0, seconds - goS);
    const x = start + vx * moving;
    return seconds < fromS || x < -PERSON.w / 2 || x > 1 - PERSON.w / 2 ? null : { x, y, ...PERSON };
  };
}

/** Wanders about for ever, in smooth curves. */
function wander(random: () => number, size: number): Path {
  const [phaseX, phaseY] = [random() * 7, random() * 7];
  const [paceX, paceY] = [0.1 + 0.15 * random(), 0.1 + 0.15 * random()];
  const [x, y] = [0.1 + 0.8 * random(), 0.1 + 0.6 * random()];
  return (seconds) => ({
    x: x + 0.12 * Math.sin(phaseX + paceX * seconds),
    y: y + 0.12 * Math.sin(phaseY + paceY * seconds),
    w: 0.3 * size,
    h: size,
  });
}

function walkers(): Path[] {
  return [
    walk(0, 0.02, 0.1, 0.1, 0.01),
    walk(1, 0.9, 0.4, -0.12, 0),
    walk(3, 0.1, 0.65, 0.08, -0.015),
    walk(6, 0.8, 0.2, -0.07, 0.02),
    walk(12, 0, 0.3, 0.11, 0),
  ];
}

/** Scenes with known truth. */
export function scripts(): Script[] {
  const random = randomFrom(5);
  const crowd = Array.from({ length: 50 }, () => wander(random, 0.09 + 0.05 * random()));
  return [
    {
      name: 'crossing',
      seconds: 20,
      errors: USUAL,
      paths: [
        walk(0, 0, 0.4, 0.1, 0),
        walk(0, 0.92, 0.38, -0.1, 0),
        walk(9, 0.92, 0.45, -0.12, 0),
        walk(9, 0.05, 0.4, 0.09, 0),
      ],
    },
    {
      name: 'occlusion',
      seconds: 24,
      // What is missed besides would make some of them longer than a second.
      errors: { ...USUAL, missed: 0 },
      // Hidden from 0.65 covered to 0.65 covered: a pillar 0.0755 wide hides who walks at 0.1 a second for one second.
      paths: [walk(0, 0, 0.1, 0.1, 0), walk(2, 0.92, 0.55, -0.1, 0), walk(12, 0, 0.3, 0.1, 0)],
      pillars: [{ x: 0.45, y: 0, w: 0.1 + PERSON.w * 0.3, h: 1 }],
    },
    {
      name: 'stop-and-go',
      seconds: 40,
      errors: { ...USUAL, missed: 0.2 },
      paths: [stopAndGo(0, 4, 20, 0.2, 0.1), stopAndGo(2, 5, 30, 0.6, -0.12), stopAndGo(8, 10, 12, 0.4, 0.1)],
    },
    { name: 'missed', seconds: 20, errors: { ...USUAL, missed: 0.2 }, paths: walkers() },
    { name: 'jitter', seconds: 20, errors: { ...USUAL, jitter: 0.08 }, paths: walkers() },
    { name: 'false-alarms', seconds: 20, errors: { ...USUAL, falseAlarms: 0.8 }, paths: walkers() },
    { name: 'crowd', seconds: 20, errors: USUAL, paths: crowd },
  ];
}
