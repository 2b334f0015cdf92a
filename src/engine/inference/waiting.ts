import type { Box } from '../../shared/geometry.ts';
import type { Attribute } from '../../shared/detection.ts';
import type { DetectOptions, ModelFile, Picture } from '../vision/index.ts';
import type { DetectResult } from './types.ts';

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

export interface DetectJob extends Settle<DetectResult> {
  readonly kind: 'detect';
  readonly cameraId: string;
  readonly model: ModelFile;
  readonly picture: Picture;
  readonly options: DetectOptions;
}

export interface ClassifyJob extends Settle<readonly Attribute[]> {
  readonly kind: 'classify';
  readonly cameraId: string;
  readonly model: ModelFile;
  readonly picture: Picture;
  readonly box: Box;
}

export type CameraJob = DetectJob | ClassifyJob;

/** What one camera has here: never more than one picture that waits and one that is looked at. */
interface Slot {
  waiting: DetectJob | null;
  /** Number of the turn in which it was served last; 0: never. */
  servedAt: number;
  /** A picture of it is with a worker: the next one waits, so that answers come in the order of the pictures. */
  atWork: boolean;
  /** Holds the bytes of what waits. A worker has its own copy as soon as it is sent, so this one goes round. */
  bytes: Uint8Array;
  /** Whose they are. */
  newest: DetectJob | null;
}

/** Classifications that wait: of one camera, and of all. One more, and the oldest gives way. */
const CLASSIFY_PER_CAMERA = 4;
const CLASSIFY_ALL = 16;

/**
 * What waits for a worker, and who is next: of each camera the newest picture; the camera that has waited longest since it was
 * last served first. Classifications have a line of their own. When both wait they take turns, so neither waits for more than one
 * of the other.
 */
export class Waiting {
  readonly #slots = new Map<string, Slot>();
  #classify: ClassifyJob[] = [];
  #turn = 0;
  #lastWasClassify = false;

  /** Takes a picture, with its bytes copied. What waited of this camera is overtaken. @param warmingUp some worker is, see `DetectResult` */
  putDetect(job: DetectJob, warmingUp: boolean): void {
    const slot: Slot = this.#slots.get(job.cameraId) ?? {
      waiting: null,
      servedAt: 0,
      atWork: false,
      bytes: new Uint8Array(0),
      newest: null,
    };
    this.#slots.set(job.cameraId, slot);
    slot.waiting?.resolve({ kind: 'overtaken', warmingUp });
    const { width, height, data } = job.picture;
    // Exactly as long as the picture: Electron's clone of a part of a buffer would carry all of it.
    if (slot.bytes.byteLength !== data.byteLength) slot.bytes = new Uint8Array(data.byteLength);
    slot.bytes.set(data);
    slot.waiting = slot.newest = { ...job, picture: { width, height, data: slot.bytes } };
  }

  /** Takes a part to classify, with the picture's bytes copied. Where the line is full the oldest is given up: it says nothing. */
  putClassify(job: ClassifyJob): void {
    const ofCamera = this.#classify.filter(({ cameraId }) => cameraId === job.cameraId);
    const tooOld =
      ofCamera.length >= CLASSIFY_PER_CAMERA
        ? ofCamera[0]
        : this.#classify.length >= CLASSIFY_ALL
          ? this.#classify[0]
          : undefined;
    if (tooOld !== undefined) {
      this.#classify = this.#classify.filter((one) => one !== tooOld);
      tooOld.resolve([]);
    }
    const { width, height, data } = job.picture;
    this.#classify.push({ ...job, picture: { width, height, data: Uint8Array.from(data) } });
  }

  /** The job whose turn it is among those whose model may run now. It goes on waiting until it is taken. */
  next(mayRun: (modelId: string) => boolean): CameraJob | null {
    const classify = this.#classify.find(({ model }) => mayRun(model.id)) ?? null;
    const detect = this.#nextSlot(mayRun)?.waiting ?? null;
    return classify !== null && (detect === null || !this.#lastWasClassify) ? classify : detect;
  }

  /** It goes to a worker. @param job the one that `next` has just answered */
  take(job: CameraJob): void {
    this.#lastWasClassify = job.kind === 'classify';
    if (job.kind === 'classify') {
      this.#classify = this.#classify.filter((one) => one !== job);
      return;
    }
    const slot = this.#slots.get(job.cameraId);
    this.#turn += 1;
    if (slot !== undefined)
      Object.assign(slot, { waiting: null, servedAt: this.#turn, atWork: true } satisfies Partial<Slot>);
  }

  /** It was taken, and no worker has begun it: it waits again, as the first, unless a newer picture of its camera does. */
  giveBack(job: CameraJob): void {
    if (job.kind === 'classify') {
      this.#classify.unshift(job);
      return;
    }
    const slot = this.#slots.get(job.cameraId);
    if (slot !== undefined) Object.assign(slot, { servedAt: 0, atWork: false } satisfies Partial<Slot>);
    if (slot?.newest === job) slot.waiting = job;
    else job.resolve({ kind: 'overtaken', warmingUp: false });
  }

  /** Whether a picture of this camera waits. */
  hasOf(cameraId: string): boolean {
    return (this.#slots.get(cameraId)?.waiting ?? null) !== null;
  }

  /** Whether `next` would have something. */
  has(mayRun: (modelId: string) => boolean): boolean {
    return this.next(mayRun) !== null;
  }

  /** A worker is done with a job of this camera. */
  finished(cameraId: string, kind: CameraJob['kind']): void {
    const slot = this.#slots.get(cameraId);
    if (slot === undefined || kind !== 'detect') return;
    slot.atWork = false;
    if (slot.bytes.byteLength === 0) this.#slots.delete(cameraId);
  }

  /** Gives up what waits for a camera. */
  forget(cameraId: string): void {
    const slot = this.#slots.get(cameraId);
    slot?.waiting?.resolve({ kind: 'overtaken', warmingUp: false });
    // One that a worker still has must be remembered, or its next picture could overtake it.
    const nothing = { waiting: null, newest: null, bytes: new Uint8Array(0) } satisfies Partial<Slot>;
    if (slot?.atWork === true) Object.assign(slot, nothing);
    else this.#slots.delete(cameraId);
    const [given, kept] = [true, false].map((is) => this.#classify.filter((one) => (one.cameraId === cameraId) === is));
    this.#classify = kept ?? [];
    for (const job of given ?? []) job.resolve([]);
  }

  /** Takes out and refuses all that waits, or all that waits for one model. */
  refuse(error: Error, modelId?: string): void {
    const isMeant = (job: CameraJob) => modelId === undefined || job.model.id === modelId;
    for (const slot of this.#slots.values()) {
      if (slot.waiting === null || !isMeant(slot.waiting)) continue;
      slot.waiting.reject(error);
      slot.waiting = null;
    }
    for (const job of this.#classify.filter(isMeant)) job.reject(error);
    this.#classify = this.#classify.filter((job) => !isMeant(job));
  }

  #nextSlot(mayRun: (modelId: string) => boolean): Slot | null {
    let best: Slot | null = null;
    for (const slot of this.#slots.values()) {
      if (slot.waiting === null || slot.atWork || !mayRun(slot.waiting.model.id)) continue;
      if (best === null || slot.servedAt < best.servedAt) best = slot;
    }
    return best;
  }
}
