import type { Detection } from '../vision/index.ts';
import type { Box } from '../../shared/geometry.ts';
import { LiveTrack } from './live-track.ts';
import { byDistance, byOverlap, byOverlapAndScore, byOverlapOfOthers, Matcher } from './matcher.ts';
import type { Track, Tracker, TrackerStep } from './types.ts';

export interface TrackerOptions {
  /** Least score that begins a track, 0 to 1; from here on a detection is a sure one. */
  readonly minScore: number;
  /** Number of the first track. */
  readonly firstId: number;
  /** Least score that keeps a track alive. */
  readonly faintScore: number;
  /** How long something is looked for in vain before it is over, milliseconds; but at least for `minMisses` looks. */
  readonly maxAgeMs: number;
  readonly minMisses: number;
  /** The same for what stands: somebody may pass before it, and it did not walk away. */
  readonly stationaryMaxAgeMs: number;
  readonly stationaryMinMisses: number;
  /** A score from which one look is enough. */
  readonly certainScore: number;
  /** Looks per second that are wanted; what comes is measured from then on. */
  readonly fps: number;
}

const DEFAULTS: TrackerOptions = {
  firstId: 1,
  minScore: 0.5,
  faintScore: 0.1,
  maxAgeMs: 2000,
  minMisses: 2,
  stationaryMaxAgeMs: 15_000,
  stationaryMinMisses: 3,
  certainScore: 0.85,
  fps: 5,
};

/** Greatest cost of a pair in each stage; the first three are ByteTrack's. */
const SURE_LIMIT = 0.8;
const FAINT_LIMIT = 0.5;
const UNCONFIRMED_LIMIT = 0.7;
const DISTANCE_LIMIT = 1;
const OTHER_LIMIT = 0.4;
/** So many looks confirm a track. With pictures rarer than this there is no waiting for the second. */
const CONFIRMING_HITS = 2;
const RARE_MS = 1000;
/** A class that stays another for longer is the right one: the old track is over. */
const FLIP_MS = 1000;
/** A step so many times longer than usual is a hole: nobody knows where anything has gone that moved. */
const HOLE_STEPS = 4;
/** Between the last look and the first rest; more, and something may have left unseen. */
const LOOKED_LATELY_MS = 2000;
const CADENCE_WEIGHT = 0.3;

/**
 * Follows things by where they are (ByteTrack, Zhang et al., ECCV 2022), with real time steps instead of frames.
 * A label never matches another. Until a track is confirmed its number is below 0, so that numbers are spent on what is believed.
 * Equal input gives equal output. Time that runs backwards counts as no time.
 */
export function createTracker(options: Partial<TrackerOptions> = {}): Tracker {
  return new ByteTracker({ ...DEFAULTS, ...options });
}

class ByteTracker implements Tracker {
  readonly #options: TrackerOptions;
  readonly #matcher = new Matcher();
  #tracks: LiveTrack[] = [];
  #nextId: number;
  #nextCandidate = -1;
  /** The newest call; whether it was no look; usual time between two looks. */
  #lastMs: number | null = null;
  #rested = true;
  #cadenceMs: number;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#nextId = options.firstId;
    this.#cadenceMs = 1000 / options.fps;
  }

  update(detections: readonly Detection[], momentMs: number, look: Box | null = null): TrackerStep {
    const elapsedMs = this.#elapsed(momentMs);
    const atMs = this.#lastMs ?? momentMs;
    const ended: Track[] = [];
    if (elapsedMs > Math.max(this.#options.maxAgeMs, this.#cadenceMs * HOLE_STEPS)) {
      this.#drop((track) => !track.stationary, ended);
    }
    if (!this.#rested) this.#cadenceMs += (elapsedMs - this.#cadenceMs) * CADENCE_WEIGHT;
    const rare = this.#cadenceMs >= RARE_MS || (!this.#rested && elapsedMs >= RARE_MS);
    this.#rested = false;
    for (const track of this.#tracks) track.predict(elapsedMs);
    this.#associate(detections, atMs);
    for (const track of this.#tracks) {
      if (this.#matcher.isPaired(track)) continue;
      if (look === null || isWithin(look, track.filter)) track.miss(elapsedMs);
      else track.overlook();
    }
    this.#begin(detections, atMs);
    this.#drop((track) => this.#isOver(track, atMs), ended);
    this.#confirm(rare);
    return this.#step(ended);
  }

  rest(momentMs: number): TrackerStep {
    const elapsedMs = this.#elapsed(momentMs);
    const atMs = this.#lastMs ?? momentMs;
    const lookedLately = !this.#rested ? elapsedMs <= LOOKED_LATELY_MS : true;
    this.#rested = true;
    for (const track of this.#tracks) track.rest(elapsedMs, atMs, lookedLately);
    const ended: Track[] = [];
    this.#drop((track) => !track.confirmed || (!track.stationary && track.unseenMs > this.#options.maxAgeMs), ended);
    return this.#step(ended);
  }

  end(): TrackerStep {
    const ended: Track[] = [];
    this.#drop(() => true, ended);
    this.#lastMs = null;
    this.#rested = true;
    return this.#step(ended);
  }

  /** Milliseconds since the newest call. */
  #elapsed(atMs: number): number {
    const elapsedMs = this.#lastMs === null ? 0 : Math.max(0, atMs - this.#lastMs);
    this.#lastMs = Math.max(atMs, this.#lastMs ?? atMs);
    return elapsedMs;
  }

  /** Sure detections first, then faint ones for what was seen a moment ago, then what has no number yet, then whatever is near. */
  #associate(detections: readonly Detection[], atMs: number): void {
    const { minScore, faintScore } = this.#options;
    const matcher = this.#matcher;
    const sure = detections.filter(({ score }) => score >= minScore);
    const faint = detections.filter(({ score }) => score >= faintScore && score < minScore);
    const confirmed = this.#tracks.filter((track) => track.confirmed);
    const candidates = this.#tracks.filter((track) => !track.confirmed);
    const see = (track: LiveTrack, detection: Detection) => track.see(detection, atMs, false);
    const seeFaintly = (track: LiveTrack, detection: Detection) => track.see(detection, atMs, true);
    matcher.begin();
    matcher.pair(confirmed, sure, byOverlapAndScore, SURE_LIMIT, see);
    const recent = confirmed.filter((track) => track.misses === 0 || track.stationary);
    matcher.pair(recent, faint, byOverlap, FAINT_LIMIT, seeFaintly);
    matcher.pair(candidates, sure, byOverlapAndScore, UNCONFIRMED_LIMIT, see);
    matcher.pair(this.#tracks, sure, byDistance, DISTANCE_LIMIT, see);
    const unsettled = confirmed.filter((track) => atMs - track.ownLabelMs <= this.#flipMs);
    matcher.pair(unsettled, sure, byOverlapOfOthers, OTHER_LIMIT, seeFaintly);
  }

  #begin(detections: readonly Detection[], atMs: number): void {
    for (const detection of this.#matcher.free(detections)) {
      if (detection.score < this.#options.minScore) continue;
      this.#tracks.push(new LiveTrack(this.#nextCandidate, detection, atMs));
      this.#nextCandidate -= 1;
    }
  }

  #confirm(rare: boolean): void {
    for (const track of this.#tracks) {
      if (track.confirmed || !track.seen) continue;
      if (track.hits < CONFIRMING_HITS && !rare && track.last.score < this.#options.certainScore) continue;
      track.confirm(this.#nextId);
      this.#nextId += 1;
    }
  }

  /** One look of another class is forgiven at any rate. */
  get #flipMs(): number {
    return Math.max(FLIP_MS, this.#cadenceMs * 1.5);
  }

  #isOver(track: LiveTrack, atMs: number): boolean {
    if (track.seen) return false;
    if (!track.confirmed || track.outside) return true;
    // It turned out to be of another class, and goes on as a track of that.
    if (track.last.seenMs > track.ownLabelMs && atMs - track.ownLabelMs > this.#flipMs) return true;
    const { maxAgeMs, minMisses, stationaryMaxAgeMs, stationaryMinMisses } = this.#options;
    return track.stationary
      ? track.unseenMs > stationaryMaxAgeMs && track.misses > stationaryMinMisses
      : track.unseenMs > maxAgeMs && track.misses > minMisses;
  }

  #drop(isOver: (track: LiveTrack) => boolean, ended: Track[]): void {
    const stay: LiveTrack[] = [];
    for (const track of this.#tracks) {
      if (!isOver(track)) stay.push(track);
      else if (track.confirmed) ended.push(track.last);
    }
    this.#tracks = stay;
  }

  #step(ended: Track[]): TrackerStep {
    const tracks = this.#tracks.map((track) => track.now).sort((a, b) => a.id - b.id);
    return { tracks, ended: ended.sort((a, b) => a.id - b.id) };
  }
}

function isWithin(look: Box, { middleX, middleY }: { readonly middleX: number; readonly middleY: number }): boolean {
  return middleX >= look.x && middleX <= look.x + look.w && middleY >= look.y && middleY <= look.y + look.h;
}
