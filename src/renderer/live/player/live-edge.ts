import type { PlayerClock } from './clock.ts';
import type { MediaFeed } from './media-feed.ts';
import { initialServo, stepServo, type ServoState } from './servo.ts';

/** Stalls are not held against the stream for so long after a seek: a seek always runs dry for a moment. */
const settlingMs = 1000;

/** Keeps a video's playhead at the live edge of its feed: first position, rate, jumps. */
export class LiveEdge {
  readonly #video: HTMLVideoElement;
  readonly #feed: MediaFeed;
  readonly #clock: PlayerClock;
  #servo: ServoState = initialServo;
  #positioned = false;
  #settledAtMs = Infinity;
  #stalled = false;
  #stalls = 0;
  #jumps = 0;

  constructor(video: HTMLVideoElement, feed: MediaFeed, clock: PlayerClock) {
    this.#video = video;
    this.#feed = feed;
    this.#clock = clock;
  }

  figures() {
    const range = this.#feed.newestRange();
    return {
      aheadMs: range === null ? 0 : Math.round((range.end - this.#video.currentTime) * 1000),
      reserveMs: Math.round(this.#servo.reserveMs),
      rate: this.#video.playbackRate,
      stalls: this.#stalls,
      jumps: this.#jumps,
    };
  }

  /** Whether the playhead belongs to the present stream. */
  positioned(): boolean {
    return this.#positioned;
  }

  /** A stream begins: positions of the old time line mean nothing; what its jitter asked for is still the best guess. */
  begin(): void {
    this.#positioned = false;
    this.#settledAtMs = Infinity;
    this.#forget();
  }

  ranDry(): void {
    if (this.#video.seeking || !this.#positioned) return;
    this.#stalled = true;
    this.#stalls += 1;
  }

  /** One step of the servo; called just before a frame is appended. */
  steer(): void {
    const range = this.#feed.newestRange();
    // Frames still queued belong to a burst: what is buffered now is not what will be there.
    if (!this.#positioned || range === null || this.#video.seeking || !this.#feed.idle()) return;
    const atMs = this.#clock.monotonic();
    const aheadMs = (range.end - this.#video.currentTime) * 1000;
    const stalled = this.#stalled && atMs >= this.#settledAtMs;
    const { state, action } = stepServo(this.#servo, { atMs, aheadMs, stalled });
    this.#stalled = false;
    this.#servo = state;
    if (action.kind === 'jump') this.#jumpTo(range.end - action.aheadMs / 1000);
    else if (this.#video.playbackRate !== action.rate) this.#video.playbackRate = action.rate;
  }

  /** Frames were appended: takes the first position, or leaves a hole behind. */
  appended(): void {
    const range = this.#feed.newestRange();
    if (range === null) return;
    // Frames are missing before the newest range: nothing there to wait for.
    const behindHole = this.#positioned && !this.#video.seeking && this.#video.currentTime < range.start;
    if (this.#positioned && !behindHole) return;
    this.#positioned = true;
    this.#jumpTo(range.end - this.#servo.reserveMs / 1000);
  }

  #forget(): void {
    this.#servo = { ...initialServo, reserveMs: this.#servo.reserveMs };
  }

  #jumpTo(time: number): void {
    const range = this.#feed.newestRange();
    if (range === null) return;
    this.#jumps += 1;
    this.#settledAtMs = this.#clock.monotonic() + settlingMs;
    this.#forget();
    this.#video.playbackRate = 1;
    this.#video.currentTime = Math.max(range.start, time);
  }
}
