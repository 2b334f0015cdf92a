import type { Picture } from '../vision/index.ts';
import type { Going } from './camera-events.ts';
import { qualityOf } from './crop.ts';
import type { PictureWriter } from './pictures.ts';
import { LentPicture, ShotMemory, type Shot } from './shots.ts';

/** A picture is kept when it is better by this factor. */
const BETTER = 1.1;
/** While an event lasts its picture is exchanged for one that is much better, and not too often. */
const MUCH_BETTER = 1.5;
const AGAIN_MS = 2000;

interface Candidate {
  readonly quality: number;
  readonly atMs: number;
  readonly box: Going['event']['bestBox'];
}

interface State {
  readonly going: Going;
  /** Of the picture that is in the file. */
  written: number;
  writtenAtMs: number;
  writing: boolean;
  better: Candidate | null;
}

/** Keeps the best picture of each event that goes on, and has it written. */
export class BestPictures {
  readonly #memory: ShotMemory;
  readonly #writer: PictureWriter;
  readonly #monotonic: () => number;
  readonly #onWritten: (going: Going) => void;
  readonly #states = new Map<number, State>();

  constructor(options: {
    readonly budgetBytes: number;
    readonly writer: PictureWriter;
    readonly monotonic: () => number;
    /** A picture of it was written, or could not be. */
    readonly onWritten: (going: Going) => void;
  }) {
    this.#memory = new ShotMemory(options.budgetBytes);
    this.#writer = options.writer;
    this.#monotonic = options.monotonic;
    this.#onWritten = options.onWritten;
  }

  /** Bytes of copied pictures. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  begin(going: Going): void {
    this.#states.set(going.event.id, { going, written: 0, writtenAtMs: 0, writing: false, better: null });
  }

  /** Looks whether this picture is the best yet of each of these. @param picture lent until this returns */
  see(goings: readonly Going[], picture: Picture, atMs: number): void {
    const lent = new LentPicture(picture);
    for (const going of goings) {
      const state = this.#states.get(going.event.id);
      const { track } = going.record;
      if (state === undefined || !track.seen || track.seenMs !== atMs) continue;
      this.#compare(state, { quality: qualityOf(track.box, track.score, picture), atMs, box: track.box }, lent);
    }
  }

  /** The event is over. @returns whether its last picture is still to be written */
  end(going: Going): boolean {
    const state = this.#states.get(going.event.id);
    if (state === undefined) return false;
    if (!state.writing) this.#write(state);
    if (!state.writing) this.forget(going.event.id);
    return state.writing;
  }

  forget(eventId: number): void {
    this.#states.delete(eventId);
    this.#memory.release(eventId);
  }

  #compare(state: State, candidate: Candidate, lent: LentPicture): void {
    const { id } = state.going.event;
    const held = this.#memory.has(id) ? (state.better?.quality ?? 0) : 0;
    if (candidate.quality <= Math.max(state.written, held) * BETTER) return;
    state.better = this.#memory.keep(id, lent) ? candidate : null;
    const wanted = state.written === 0 || candidate.quality >= state.written * MUCH_BETTER;
    const rested = state.written === 0 || this.#monotonic() - state.writtenAtMs >= AGAIN_MS;
    if (!state.writing && wanted && rested) this.#write(state);
  }

  #write(state: State): void {
    const { going, better } = state;
    const { id, cameraId, startMs } = going.event;
    const shot = this.#memory.take(id);
    state.better = null;
    if (shot === null) return;
    if (better === null) {
      this.#memory.giveBack(shot);
      return;
    }
    state.writing = true;
    void this.#writer
      .write({ eventId: id, cameraId, startMs }, shot, better.box)
      .then((written) => this.#written(state, better, shot, written));
  }

  #written(state: State, picture: Candidate, shot: Shot, written: boolean): void {
    const { event } = state.going;
    this.#memory.giveBack(shot);
    state.writing = false;
    state.writtenAtMs = this.#monotonic();
    if (written) {
      state.written = picture.quality;
      event.hasPicture = true;
      event.bestMs = Math.round(picture.atMs);
      event.bestBox = picture.box;
    }
    if (event.endMs !== null) {
      this.#write(state);
      if (state.writing) return;
      this.forget(event.id);
    }
    this.#onWritten(state.going);
  }
}
