// The published people detector, from OpenCV.js. Only the script that makes the model and its tests use it.
import { createRequire } from 'node:module';

/** What OpenCV.js calls its growing lists. */
interface Vector<T> {
  size(): number;
  get(index: number): T;
  delete(): void;
}

export interface CvRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CvMat {
  readonly data: Uint8Array;
  delete(): void;
}

interface CvSize {
  readonly width: number;
  readonly height: number;
}

export interface CvHog {
  setSVMDetector(coefficients: CvMat): void;
  detectMultiScale(
    image: CvMat,
    rects: Vector<CvRect>,
    weights: Vector<number>,
    hitThreshold: number,
    stride: CvSize,
    padding: CvSize,
    scale: number,
    groupThreshold: number,
    meanshift: boolean,
  ): void;
  delete(): void;
}

/** The part of OpenCV.js that we use. */
export interface OpenCv {
  readonly CV_8UC3: number;
  readonly CV_32F: number;
  readonly Mat: new (rows: number, columns: number, type: number) => CvMat;
  readonly RectVector: new () => Vector<CvRect>;
  readonly DoubleVector: new () => Vector<number>;
  readonly HOGDescriptor: (new () => CvHog) & { getDefaultPeopleDetector(): Vector<number> };
  matFromArray(rows: number, columns: number, type: number, values: readonly number[]): CvMat;
}

type Loading = Partial<OpenCv> & { onRuntimeInitialized?: () => void };

/** OpenCV.js is a development dependency: null where it is not installed. */
function load(): Loading | null {
  try {
    return createRequire(import.meta.url)('@techstark/opencv-js') as Loading;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/**
 * Hands OpenCV.js to `use` when its WebAssembly is ready. It must never be the value of a promise: the module has a `then` of its own
 * that calls back with itself, so that awaiting it never ends.
 * @returns null where OpenCV.js is not installed
 * @throws when it is not ready within `timeoutMs`
 */
export async function withOpenCv<T>(use: (cv: OpenCv) => T, timeoutMs = 30_000): Promise<T | null> {
  const cv = load();
  if (cv === null) return null;
  const run = (): T => use(cv as OpenCv);
  if (cv.Mat !== undefined) return run();
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`OpenCV.js is not ready after ${timeoutMs} ms`)), timeoutMs);
    cv.onRuntimeInitialized = () => {
      clearTimeout(timer);
      try {
        resolve(run());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
  });
}

/** The 3780 coefficients and the bias of `cv::HOGDescriptor::getDefaultPeopleDetector`. */
export function defaultPeopleDetector(cv: OpenCv): number[] {
  const vector = cv.HOGDescriptor.getDefaultPeopleDetector();
  const coefficients = Array.from({ length: vector.size() }, (_, index) => vector.get(index));
  vector.delete();
  return coefficients;
}
