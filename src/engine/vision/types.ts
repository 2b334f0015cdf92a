import type { Attribute } from '../../shared/detection.ts';
import type { ModelProblem } from '../../shared/detection.ts';
import type { Box } from '../../shared/geometry.ts';

/** A picture as ffmpeg decodes it: planar YUV 4:2:0 (I420, BT.601 limited range), rows without padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** width x height luma bytes, then two chroma planes of a quarter each (odd sizes rounded up). */
  readonly data: Uint8Array;
}

/** One thing that a detector saw. */
export interface Detection {
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  /** In shares of the whole picture. */
  readonly box: Box;
}

export type ModelPurpose = 'detector' | 'classifier';

/** What is known of a model's file before it is opened. Labels in the order of its classes; null: those in the file itself, or COCO's 80, or numbers. */
export interface ModelFile {
  readonly id: string;
  readonly path: string;
  readonly labels: readonly string[] | null;
}

/** What a model turned out to be. */
export interface ModelFacts {
  readonly purpose: ModelPurpose;
  /** `yolox`, `yolov5`, `yolov8`, `yolov10`, `detr`, `ssd`, `fastestdet`, `hog`, `classifier`. */
  readonly family: string;
  /** Pixels of its input; null where it takes any size. */
  readonly inputWidth: number | null;
  readonly inputHeight: number | null;
  readonly labels: readonly string[];
}

export interface DetectOptions {
  /** Least score. */
  readonly minScore: number;
  /** Classes that are wanted; empty: all. */
  readonly labels: readonly string[];
  /** The part of the picture that is looked at; null: all of it. Boxes are of the whole picture all the same. */
  readonly look: Box | null;
}

/** A model that is loaded. One call at a time. */
export interface VisionModel {
  readonly facts: ModelFacts;
  /** The execution provider that runs it: `cpu`, `webgpu`, `cuda`, `dml`, `coreml`. */
  readonly provider: string;
  /** Best first, overlapping ones of a class removed. @throws ModelError wrong_purpose, failed */
  detect(picture: Picture, options: DetectOptions): Promise<Detection[]>;
  /** What a classifier says of one part of the picture. @throws ModelError wrong_purpose, failed */
  classify(picture: Picture, box: Box): Promise<Attribute[]>;
  release(): Promise<void>;
}

/** A model cannot be used, and why. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly problem: ModelProblem;

  constructor(problem: ModelProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
