import { Background } from './background.ts';
import type { Polygon } from '../../shared/geometry.ts';
import { maskOf } from './mask.ts';
import { createRegionFinder, type MotionRegion, type RegionFinder } from './regions.ts';
import { createShrinker, type Shrinker } from './shrink.ts';

/** What a person sets. */
export interface MotionSettings {
  /** 1 sees only large movements, 100 the smallest. */
  readonly sensitivity: number;
  /** Parts of the picture that are left out. */
  readonly masks: readonly Polygon[];
}

/**
 * What one picture shows.
 *
 * - learning: the background is not known yet (the start), nothing can be said
 * - relearning: most of the picture has changed at once (a lamp, lightning, the infrared switch): taken for light, not for motion
 * - calm, moving: as they say, with hysteresis
 */
export interface MotionResult {
  readonly atMs: number;
  readonly state: 'learning' | 'relearning' | 'calm' | 'moving';
  /** Share of the picture that moves, 0 to 1, regions that are large enough only. */
  readonly score: number;
  readonly regions: readonly MotionRegion[];
  /** 16 x 16 bits, see RegionFinder. Good until the next picture. */
  readonly map: Uint8Array;
  /** `moving` began with this picture, which may be an earlier one. */
  readonly sinceMs: number;
}

/** The background is the average of at least so many pictures over at least this time. */
const LEARN_MS = 1500;
const LEARN_PICTURES = 5;
/** A larger change is of the light, or the whole scene is another. */
const GLOBAL_SHARE = 0.6;
/** The light takes so long to settle (lamps warm up, exposure follows); what changes for longer is movement. */
const SETTLE_MS = 1000;
const UNSETTLED_MS = 3000;
/** Motion begins with two pictures that show some within this time, and lasts until none has for so long. */
const CONFIRM_MS = 700;
const CALM_AFTER_MS = 1000;
/** What was learned before a hole this long says nothing any more. */
const FORGET_MS = 60_000;

/** Smallest difference in luma that counts: from 36 levels at sensitivity 1 to 6 at 100. */
export function noiseFloorOf(sensitivity: number): number {
  return 36 * (6 / 36) ** (sensitivity / 100);
}

/** Smallest share of the picture that counts: from 2 % at sensitivity 1 to 0.03 % at 100; a quarter of a percent in the middle. */
export function minAreaOf(sensitivity: number): number {
  return 0.02 * (0.0003 / 0.02) ** (sensitivity / 100);
}

/** Sees motion in the pictures of one camera, all of one size. Only results are allocated. */
export class MotionDetector {
  readonly #shrinker: Shrinker;
  readonly #background: Background;
  readonly #finder: RegionFinder;
  readonly #minArea: number;
  #learningSinceMs: number | null = null;
  #pictures = 0;
  #lastMs = 0;
  /** When most of the picture began to change, and when it last did. */
  #global: { readonly sinceMs: number; lastMs: number } | null = null;
  #firstHitMs: number | null = null;
  #lastHitMs = -Infinity;
  #movingSinceMs: number | null = null;

  constructor(width: number, height: number, settings: MotionSettings) {
    this.#shrinker = createShrinker(width, height);
    const small = this.#shrinker;
    const mask = maskOf(settings.masks, small.width, small.height);
    this.#background = new Background(mask, { noiseFloor: noiseFloorOf(settings.sensitivity) });
    this.#finder = createRegionFinder(small.width, small.height);
    this.#minArea = minAreaOf(settings.sensitivity);
  }

  /** @param luma width x height levels, row by row @param atMs when the picture was taken; must not run backwards */
  look(luma: Uint8Array, atMs: number): MotionResult {
    const small = this.#shrinker.shrink(luma);
    const elapsedMs = atMs - this.#lastMs;
    if (elapsedMs > FORGET_MS || elapsedMs < 0) this.#forget();
    this.#lastMs = atMs;
    if (this.#isLearning(atMs)) {
      this.#background.learn(small);
      return this.#result(atMs, 'learning', []);
    }
    this.#background.compare(small, elapsedMs);
    const settling = this.#settling(small, atMs);
    const regions = settling ? [] : this.#finder.find(this.#background.moving, this.#minArea);
    const state = this.#switch(regions.length > 0, atMs) ? 'moving' : settling ? 'relearning' : 'calm';
    return this.#result(atMs, state, regions);
  }

  #forget(): void {
    this.#background.forget();
    this.#learningSinceMs = this.#global = this.#firstHitMs = this.#movingSinceMs = null;
    this.#pictures = 0;
  }

  #isLearning(atMs: number): boolean {
    this.#learningSinceMs ??= atMs;
    this.#pictures += 1;
    return this.#pictures <= LEARN_PICTURES || atMs - this.#learningSinceMs < LEARN_MS;
  }

  /** Whether what changes is taken for light: the background is then learned anew. */
  #settling(small: Uint8Array, atMs: number): boolean {
    if (this.#background.share > GLOBAL_SHARE) {
      this.#global ??= { sinceMs: atMs, lastMs: atMs };
      this.#global.lastMs = atMs;
    }
    if (this.#global === null) return false;
    if (atMs - this.#global.lastMs >= SETTLE_MS) {
      this.#global = null;
      return false;
    }
    const settles = atMs - this.#global.sinceMs < UNSETTLED_MS;
    if (settles) {
      if (this.#global.lastMs === atMs) this.#background.forget();
      this.#background.learn(small);
    }
    return settles;
  }

  /** Whether there is motion, with hysteresis. */
  #switch(hit: boolean, atMs: number): boolean {
    if (hit) {
      if (this.#firstHitMs === null || atMs - this.#lastHitMs > CONFIRM_MS) this.#firstHitMs = atMs;
      else this.#movingSinceMs ??= this.#firstHitMs;
      this.#lastHitMs = atMs;
    } else if (atMs - this.#lastHitMs >= CALM_AFTER_MS) {
      this.#movingSinceMs = this.#firstHitMs = null;
    }
    return this.#movingSinceMs !== null;
  }

  #result(atMs: number, state: MotionResult['state'], regions: readonly MotionRegion[]): MotionResult {
    if (regions.length === 0) this.#finder.map.fill(0);
    const score = regions.reduce((sum, { area }) => sum + area, 0);
    return { atMs, state, score, regions, map: this.#finder.map, sinceMs: this.#movingSinceMs ?? atMs };
  }
}
