import type { Hints } from './metadata.ts';
import type { Candidate } from './overlap.ts';
import type { Preparation } from './fit.ts';
import type { ImageInput } from './prepare.ts';
import type { FloatTensor, Size, TensorInfo } from './tensors.ts';

/** What a model did with a grey picture: by this its family is known. */
export interface Trial {
  readonly image: ImageInput;
  /** Pixels of that picture. */
  readonly size: Size;
  /** Inputs beside the picture's. */
  readonly others: readonly TensorInfo[];
  readonly outputs: readonly FloatTensor[];
  readonly hints: Hints;
}

/** Detectors: how to feed one and how to read its answer. */
export interface DetectorFamily {
  readonly purpose: 'detector';
  readonly family: string;
  readonly preparation: Preparation;
  /** Null: the model does not show how many it tells apart. */
  readonly classes: number | null;
  /** Names of its classes where the family itself says them. */
  readonly labels?: readonly string[];
  /** How its class numbers are turned into names. */
  readonly numbering: 'from0' | 'coco91';
  /** Candidates in pixels of the input: all of at least `minScore`, and weaker ones that `reduce` needs. */
  decode(outputs: readonly FloatTensor[], size: Size, minScore: number): Candidate[];
  /** Removes overlapping ones. Best first. */
  reduce(candidates: readonly Candidate[]): Candidate[];
}

export interface ClassifierFamily {
  readonly purpose: 'classifier';
  readonly family: 'classifier';
  readonly preparation: Preparation;
  /** Each output by its name, and how many classes it tells apart. */
  readonly heads: readonly { readonly name: string; readonly classes: number }[];
}

export type Family = DetectorFamily | ClassifierFamily;

/** Null: not of this family. */
export type Recognise = (trial: Trial) => Family | null;

export const UNIT = 1 / 255;

/** RGB, 0 to 1. */
export const unitRgb = { order: 'rgb', mean: [0, 0, 0], scale: [UNIT, UNIT, UNIT] } as const;
/** Bytes as they are. */
export const plain = { mean: [0, 0, 0], scale: [1, 1, 1] } as const;
/** Mean and deviation of ImageNet, as torchvision has them. */
export const imageNet = {
  order: 'rgb',
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  scale: [UNIT / 0.229, UNIT / 0.224, UNIT / 0.225],
} as const;

/** Overlap from which two boxes of a class are one thing; the value of most YOLO authors. */
export const SAME_THING = 0.45;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The place and value of the largest of `count` numbers, `step` apart from `at` on. */
export function largest(data: Float32Array, at: number, count: number, step: number): { index: number; value: number } {
  let index = 0;
  let value = -Infinity;
  for (let k = 0; k < count; k++) {
    const here = data[at + k * step] as number;
    if (here > value) {
      value = here;
      index = k;
    }
  }
  return { index, value };
}

/** Cells of the three grids of strides 8, 16 and 32, which anchor-free YOLOs have one box each for. */
export function gridCells({ width, height }: Size): number {
  return [8, 16, 32].reduce((sum, stride) => sum + Math.floor(width / stride) * Math.floor(height / stride), 0);
}

/** A box by its middle. */
export function fromMiddle(
  cx: number,
  cy: number,
  w: number,
  h: number,
): { x1: number; y1: number; x2: number; y2: number } {
  return { x1: cx - w / 2, y1: cy - h / 2, x2: cx + w / 2, y2: cy + h / 2 };
}
