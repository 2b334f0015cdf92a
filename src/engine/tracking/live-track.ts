import type { Detection } from '../vision/index.ts';
import { BoxFilter } from './box-filter.ts';
import type { Track } from './types.ts';

/** It stands when its middle has kept within this share of its size for so long and so many looks, and moves again beyond the other. */
const STILL_SHARE = 0.15;
const STILL_MS = 3000;
const STILL_LOOKS = 3;
const MOVES_SHARE = 0.3;
/** What it stands around follows it over this time: jitter has no direction, a slow turn of the camera does. */
const ANCHOR_FOLLOWS_MS = 30_000;
/** Nobody can foretell for longer where somebody walks. */
const FORETOLD_MS = 1500;
/** Slower than this, in sizes per second, at the last look before nothing moved: it stands there still. */
const RESTING_SPEED = 0.25;
/** Weight of a faint detection, or of one of another class, against a sure one. */
const FAINT_TRUST = 0.3;
/** A faint box is often what others leave to be seen of a thing. */
const FAINT_SIZE_TRUST = 0.02;

/** A track while it lives. */
export class LiveTrack {
  readonly label: string;
  readonly filter: BoxFilter;
  readonly startMs: number;
  id: number;
  confirmed = false;
  stationary = false;
  /** It was seen in the newest look. */
  seen = true;
  /** Looks in which it was seen, and missed since. */
  hits = 1;
  misses = 0;
  /** How long it was looked for in vain. */
  unseenMs = 0;
  /** When it was last seen as what it is. */
  ownLabelMs: number;
  #score: number;
  #bestScore: number;
  #seenMs: number;
  #last: Track;
  #anchorX: number;
  #anchorY: number;
  #anchorMs: number;
  #anchorLooks = 1;

  /** @param id a number below 0 until it is confirmed */
  constructor(id: number, detection: Detection, atMs: number) {
    this.id = id;
    this.label = detection.label;
    this.filter = new BoxFilter(detection.box);
    this.startMs = this.#seenMs = this.#anchorMs = this.ownLabelMs = atMs;
    this.#score = this.#bestScore = detection.score;
    this.#anchorX = this.filter.middleX;
    this.#anchorY = this.filter.middleY;
    this.#last = this.#snapshot();
  }

  /** As it was when it was seen last. */
  get last(): Track {
    return this.#last;
  }

  /** As it is now. */
  get now(): Track {
    return this.seen ? this.#last : this.#snapshot();
  }

  /** Its middle has left the picture. */
  get outside(): boolean {
    const { middleX, middleY } = this.filter;
    return middleX < 0 || middleX > 1 || middleY < 0 || middleY > 1;
  }

  /** Where it should be after this time. What stands, or was not seen for long, stays where it was; but who stands may begin to walk. */
  predict(elapsedMs: number): void {
    if (this.misses > 0 && this.unseenMs > FORETOLD_MS) return;
    if (this.misses > 0 && this.stationary) this.filter.halt();
    this.filter.predict(elapsedMs / 1000, this.misses > 0);
  }

  /** @param faint of a low score, or of another class: it says where the thing is, not what */
  see(detection: Detection, atMs: number, faint: boolean): void {
    this.filter.correct(detection.box, faint ? FAINT_TRUST : 1, faint ? FAINT_SIZE_TRUST : 1);
    if (detection.label === this.label) {
      this.ownLabelMs = atMs;
      this.#score = detection.score;
      this.#bestScore = Math.max(this.#bestScore, detection.score);
    }
    this.hits += 1;
    this.misses = this.unseenMs = 0;
    this.seen = true;
    this.#judge(atMs, this.#seenMs);
    this.#seenMs = atMs;
    this.#last = this.#snapshot();
  }

  miss(elapsedMs: number): void {
    this.seen = false;
    this.misses += 1;
    this.unseenMs += elapsedMs;
  }

  /** Nobody looked at where it is. */
  overlook(): void {
    this.seen = false;
  }

  /**
   * Nobody looked since nothing moves. What was there at the last look and hardly moved then has not gone; of the rest it may be that
   * it went between two looks.
   */
  rest(elapsedMs: number, atMs: number, lookedLately: boolean): void {
    const speed = Math.hypot(this.filter.vx, this.filter.vy) / this.filter.size;
    const stands = this.misses === 0 && this.unseenMs === 0 && lookedLately && speed < RESTING_SPEED;
    this.seen = false;
    if (this.stationary) return;
    if (!stands) {
      if (this.unseenMs <= FORETOLD_MS) this.filter.predict(elapsedMs / 1000, true);
      this.unseenMs += elapsedMs;
      return;
    }
    this.filter.halt();
    if (atMs - this.#anchorMs >= STILL_MS) this.stationary = true;
  }

  confirm(id: number): void {
    this.id = id;
    this.confirmed = true;
    this.#last = this.#snapshot();
  }

  /** Whether it stands, by its distance from where it began to. */
  #judge(atMs: number, beforeMs: number): void {
    const { middleX, middleY, size } = this.filter;
    const off = Math.hypot(middleX - this.#anchorX, middleY - this.#anchorY) / size;
    this.#anchorLooks += 1;
    if (off > (this.stationary ? MOVES_SHARE : STILL_SHARE)) {
      this.stationary = false;
      this.#anchorX = middleX;
      this.#anchorY = middleY;
      this.#anchorMs = atMs;
      this.#anchorLooks = 1;
      return;
    }
    if (atMs - this.#anchorMs < STILL_MS || this.#anchorLooks < STILL_LOOKS) return;
    this.stationary = true;
    const share = Math.min(1, (atMs - beforeMs) / ANCHOR_FOLLOWS_MS);
    this.#anchorX += (middleX - this.#anchorX) * share;
    this.#anchorY += (middleY - this.#anchorY) * share;
  }

  #snapshot(): Track {
    const { id, label, startMs, seen, confirmed, stationary, filter } = this;
    return {
      id,
      label,
      score: this.#score,
      bestScore: this.#bestScore,
      box: filter.box,
      vx: stationary ? 0 : filter.vx,
      vy: stationary ? 0 : filter.vy,
      startMs,
      seenMs: this.#seenMs,
      seen,
      confirmed,
      stationary,
    };
  }
}
