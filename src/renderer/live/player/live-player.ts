import type { LiveControl, LivePacketHeader, LiveStream } from '../../../shared/live-protocol.ts';
import { ArrivalMap } from './arrivals.ts';
import type { PlayerClock } from './clock.ts';
import { LiveConnection, type LiveSocket } from './connection.ts';
import { readFrameTime, readVideoTrack, type VideoTrack } from './fragment.ts';
import { MediaFeed } from './media-feed.ts';
import { initialServo, stepServo, type ServoState } from './servo.ts';

/**
 * `off`: not asked to play. `connecting`: until the first picture, also after a break. `waiting`: the camera delivers
 * nothing now. `unsupported`: this browser can play neither stream.
 */
export type PlayerPhase = 'off' | 'connecting' | 'waiting' | 'playing' | 'unsupported';

export interface PlayerState {
  readonly phase: PlayerPhase;
  /** The stream that is played, which may be another than the one that was asked for. */
  readonly stream: LiveStream | null;
  readonly mimeType: string | null;
  readonly hasAudio: boolean;
  /** The stream asked for cannot be played here, so the other one is. */
  readonly substituted: boolean;
}

/** Running figures of one player. */
export interface PlayerFigures {
  /** From the frame's arrival at the engine to the screen, of the frame shown last; null before the first. */
  readonly latencyMs: number | null;
  readonly aheadMs: number;
  readonly reserveMs: number;
  readonly rate: number;
  readonly droppedFrames: number;
  readonly stalls: number;
  readonly jumps: number;
}

export interface LivePlayerOptions {
  readonly video: HTMLVideoElement;
  readonly openSocket: (stream: LiveStream) => LiveSocket;
  readonly clock: PlayerClock;
  readonly random: () => number;
  /** UTC milliseconds by the recorder's clock. */
  readonly recorderNow: () => number;
  readonly isTypeSupported: (mimeType: string) => boolean;
  readonly onState: (state: PlayerState) => void;
}

export const playerOff: PlayerState = {
  phase: 'off',
  stream: null,
  mimeType: null,
  hasAudio: false,
  substituted: false,
};

/** Stalls are not held against the stream for so long after a seek: a seek always runs dry for a moment. */
const settlingMs = 1000;
/** How often a camera is asked again whose streams cannot be played: somebody may have set it to another codec. */
const unsupportedRetryMs = 30_000;

/** Plays one camera's live stream in a video element at the live edge, from `play` to `stop`. */
export class LivePlayer {
  readonly #options: LivePlayerOptions;
  readonly #video: HTMLVideoElement;
  readonly #connection: LiveConnection;
  readonly #feed: MediaFeed;
  readonly #arrivals = new ArrivalMap();
  readonly #listeners = new AbortController();
  #wanted: LiveStream = 'sub';
  #state: PlayerState = playerOff;
  #servo: ServoState = initialServo;
  #track: VideoTrack | null = null;
  #positioned = false;
  #settledAtMs = Infinity;
  #stalled = false;
  #stalls = 0;
  #jumps = 0;
  #latencyMs: number | null = null;
  /** How far the recorder's clock is at least ahead of what we take it for: a packet cannot arrive before it was sent. */
  #clockLagMs = 0;
  #frameCallback: number | null = null;
  #retry: { readonly cancel: () => void } | null = null;

  constructor(options: LivePlayerOptions) {
    this.#options = options;
    this.#video = options.video;
    this.#feed = new MediaFeed(options.video, { appended: () => this.#appended(), failed: () => this.#failed() });
    this.#connection = new LiveConnection(
      options.openSocket,
      {
        control: (control) => this.#control(control),
        packet: (header, body) => this.#packet(header, body),
        down: () => this.#set({ phase: 'connecting' }),
      },
      options.clock,
      options.random,
    );
    const { signal } = this.#listeners;
    this.#video.addEventListener('waiting', () => this.#ranDry(), { signal });
    this.#video.addEventListener('error', () => this.#broken(), { signal });
  }

  /** Plays this stream; the picture of the one before stays until then. */
  play(stream: LiveStream): void {
    if (this.#state.phase !== 'off' && this.#wanted === stream) return;
    this.#wanted = stream;
    this.#retry?.cancel();
    this.#set({ ...playerOff, phase: 'connecting', stream });
    this.#connection.open(stream);
    this.#watchFrames();
  }

  /** Closes the socket; the last picture stays. */
  stop(): void {
    this.#connection.close();
    this.#retry?.cancel();
    if (this.#frameCallback !== null) this.#video.cancelVideoFrameCallback(this.#frameCallback);
    this.#frameCallback = null;
    this.#video.pause();
    this.#set(playerOff);
  }

  /** Ends the player for good. */
  close(): void {
    this.stop();
    this.#listeners.abort();
    this.#feed.close();
  }

  /** Arrival at the engine of the frame with this media time (seconds), UTC ms by the recorder's clock, or null. */
  arrivalOf(mediaTime: number): number | null {
    return this.#arrivals.arrivalOf(mediaTime);
  }

  figures(): PlayerFigures {
    const range = this.#feed.newestRange();
    return {
      latencyMs: this.#latencyMs,
      aheadMs: range === null ? 0 : Math.round((range.end - this.#video.currentTime) * 1000),
      reserveMs: Math.round(this.#servo.reserveMs),
      rate: this.#video.playbackRate,
      droppedFrames: this.#video.getVideoPlaybackQuality().droppedVideoFrames,
      stalls: this.#stalls,
      jumps: this.#jumps,
    };
  }

  #set(change: Partial<PlayerState>): void {
    const next = { ...this.#state, ...change };
    const keys = Object.keys(next) as (keyof PlayerState)[];
    if (keys.every((key) => next[key] === this.#state[key])) return;
    this.#state = next;
    this.#options.onState(next);
  }

  #control(control: LiveControl): void {
    if (control.type === 'waiting') {
      this.#set({ phase: 'waiting' });
      return;
    }
    if (!this.#options.isTypeSupported(control.mimeType)) {
      this.#unsupported(control.stream, control.mimeType);
      return;
    }
    this.#arrivals.clear();
    this.#track = null;
    this.#positioned = false;
    this.#settledAtMs = Infinity;
    this.#latencyMs = null;
    this.#clockLagMs = 0;
    // What the stream's jitter asked for before is still the best guess; positions of the old time line mean nothing.
    this.#servo = { ...initialServo, reserveMs: this.#servo.reserveMs };
    const { mimeType, stream } = control;
    this.#feed.start(mimeType);
    this.#set({
      phase: 'connecting',
      stream,
      mimeType,
      hasAudio: /mp4a|opus|ac-3/i.test(mimeType),
      substituted: this.#state.substituted,
    });
  }

  #unsupported(stream: LiveStream, mimeType: string): void {
    const asked = this.#state.substituted ? other(this.#wanted) : this.#wanted;
    if (!this.#state.substituted && stream === asked) {
      this.#set({ substituted: true });
      this.#connection.open(other(asked));
      return;
    }
    this.#connection.close();
    this.#set({ phase: 'unsupported', stream, mimeType });
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(unsupportedRetryMs, () => {
      this.#set({ substituted: false });
      this.#connection.open(this.#wanted);
    });
  }

  #packet(header: LivePacketHeader, body: Uint8Array): void {
    if (header.kind === 'init') {
      this.#track = readVideoTrack(body);
    } else {
      if (this.#track === null) return;
      this.#clockLagMs = Math.max(this.#clockLagMs, header.arrivalMs - this.#options.recorderNow());
      const time = readFrameTime(body, this.#track);
      if (time !== null) {
        this.#arrivals.add(time, header.arrivalMs);
        this.#steer();
      }
    }
    this.#feed.push(body);
  }

  /** One step of the servo, just before a frame is appended. */
  #steer(): void {
    const range = this.#feed.newestRange();
    // Frames still queued belong to a burst: what is buffered now is not what will be there.
    if (!this.#positioned || range === null || this.#video.seeking || !this.#feed.idle()) return;
    const atMs = this.#options.clock.monotonic();
    const aheadMs = (range.end - this.#video.currentTime) * 1000;
    const settled = atMs >= this.#settledAtMs;
    const { state, action } = stepServo(this.#servo, { atMs, aheadMs, stalled: this.#stalled && settled });
    this.#stalled = false;
    this.#servo = state;
    if (action.kind === 'jump') this.#jumpTo(range.end - action.aheadMs / 1000);
    else if (this.#video.playbackRate !== action.rate) this.#video.playbackRate = action.rate;
  }

  #appended(): void {
    const range = this.#feed.newestRange();
    if (range === null) return;
    const { currentTime, paused } = this.#video;
    if (!this.#positioned) {
      this.#positioned = true;
      this.#jumpTo(range.end - this.#servo.reserveMs / 1000);
    } else if (!this.#video.seeking && currentTime < range.start) {
      // Frames are missing in between: nothing there to wait for.
      this.#jumpTo(range.end - this.#servo.reserveMs / 1000);
    }
    if (paused && this.#frameCallback !== null) {
      this.#video.play().catch(() => {
        // Refused without a gesture, or interrupted by the next stream: the next append tries again.
      });
    }
  }

  #jumpTo(time: number): void {
    const range = this.#feed.newestRange();
    if (range === null) return;
    this.#jumps += 1;
    this.#settledAtMs = this.#options.clock.monotonic() + settlingMs;
    this.#servo = { ...initialServo, reserveMs: this.#servo.reserveMs };
    this.#video.playbackRate = 1;
    this.#video.currentTime = Math.max(range.start, time);
  }

  #ranDry(): void {
    if (this.#video.seeking || this.#state.phase !== 'playing') return;
    this.#stalled = true;
    this.#stalls += 1;
  }

  #watchFrames(): void {
    if (this.#frameCallback !== null) return;
    const shown = (_now: number, frame: VideoFrameCallbackMetadata) => {
      this.#frameCallback = this.#video.requestVideoFrameCallback(shown);
      const arrivalMs = this.#arrivals.arrivalOf(frame.mediaTime);
      if (arrivalMs === null || !this.#positioned) return;
      const untilShownMs = Math.max(0, frame.expectedDisplayTime - performance.now());
      this.#latencyMs = this.#options.recorderNow() + this.#clockLagMs + untilShownMs - arrivalMs;
      if (this.#state.phase === 'connecting') this.#set({ phase: 'playing' });
    };
    this.#frameCallback = this.#video.requestVideoFrameCallback(shown);
  }

  /** The element cannot decode what it was given: keep the picture, begin anew with a fresh source. */
  #broken(): void {
    if (this.#video.error === null || this.#state.phase === 'off') return;
    this.#feed.close();
    this.#failed();
  }

  #failed(): void {
    if (this.#state.phase === 'off') return;
    this.#connection.restart();
  }
}

function other(stream: LiveStream): LiveStream {
  return stream === 'sub' ? 'main' : 'sub';
}
