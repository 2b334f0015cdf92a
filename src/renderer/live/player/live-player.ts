import type { LiveControl, LivePacketHeader, LiveStream } from '../../../shared/live-protocol.ts';
import { ArrivalMap } from './arrivals.ts';
import type { PlayerClock } from './clock.ts';
import { LiveConnection, type LiveSocket } from './connection.ts';
import { readFrameTime, readVideoTrack, type FrameTime, type VideoTrack } from './fragment.ts';
import type { FrameFeed } from './frame-feed.ts';
import { LiveEdge } from './live-edge.ts';
import { MediaFeed } from './media-feed.ts';
import { TrackHistory } from './track-history.ts';

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
  /** Hears of each live frame as it is shown. */
  readonly frames: FrameFeed;
}

export const playerOff: PlayerState = {
  phase: 'off',
  stream: null,
  mimeType: null,
  hasAudio: false,
  substituted: false,
};

/** How often a camera is asked again whose streams cannot be played: somebody may have set it to another codec. */
const unsupportedRetryMs = 30_000;

/** Plays one camera's live stream in a video element at the live edge, from `play` to `stop`. */
export class LivePlayer {
  readonly #options: LivePlayerOptions;
  readonly #video: HTMLVideoElement;
  readonly #connection: LiveConnection;
  readonly #feed: MediaFeed;
  readonly #edge: LiveEdge;
  readonly #arrivals = new ArrivalMap();
  readonly #tracks = new TrackHistory();
  readonly #listeners = new AbortController();
  #wanted: LiveStream = 'sub';
  #state: PlayerState = playerOff;
  #track: VideoTrack | null = null;
  /** From `start` until the socket is gone: frames that are shown later are the rest of the buffer, and not live. */
  #fed = false;
  /** The run that is played; null before the first `start`. */
  #runId: string | null = null;
  /** Media time of the frame shown last, seconds; null while none of the present stream is. */
  #shownAt: number | null = null;
  #latencyMs: number | null = null;
  /** How far the recorder's clock is at least ahead of what we take it for: a packet cannot arrive before it was sent. */
  #clockLagMs = 0;
  #frameCallback: number | null = null;
  #retry: { readonly cancel: () => void } | null = null;

  constructor(options: LivePlayerOptions) {
    this.#options = options;
    this.#video = options.video;
    this.#feed = new MediaFeed(options.video, { appended: () => this.#appended(), failed: () => this.#failed() });
    this.#edge = new LiveEdge(options.video, this.#feed, options.clock);
    this.#connection = new LiveConnection(
      options.openSocket,
      {
        control: (control) => this.#control(control),
        packet: (header, body) => this.#packet(header, body),
        down: () => this.#lost(),
      },
      options.clock,
      options.random,
    );
    const { signal } = this.#listeners;
    this.#video.addEventListener('waiting', () => this.#edge.ranDry(), { signal });
    this.#video.addEventListener('error', () => this.#broken(), { signal });
  }

  /** Plays this stream; the picture of the one before stays until then. */
  play(stream: LiveStream): void {
    if (this.#state.phase !== 'off' && this.#wanted === stream) return;
    this.#wanted = stream;
    this.#retry?.cancel();
    this.#fed = false;
    this.#nothingShown();
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
    this.#nothingShown();
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
    return {
      ...this.#edge.figures(),
      latencyMs: this.#latencyMs,
      droppedFrames: this.#video.getVideoPlaybackQuality().droppedVideoFrames,
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
      this.#nothingShown();
      this.#set({ phase: 'waiting' });
      return;
    }
    if (control.type === 'tracks') {
      // It may be of the very frame that is on screen, at a camera of few frames for a long time yet.
      if (this.#tracks.add(control)) this.#tellFrame();
      return;
    }
    if (!this.#options.isTypeSupported(control.mimeType)) {
      this.#unsupported(control.stream, control.mimeType);
      return;
    }
    this.#fed = true;
    this.#nothingShown();
    this.#runId = control.runId;
    this.#tracks.begin(control.runId);
    this.#arrivals.clear();
    this.#track = null;
    this.#edge.begin();
    this.#latencyMs = null;
    this.#clockLagMs = 0;
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
    if (header.kind === 'init') this.#track = readVideoTrack(body);
    // Without the times of its frames a stream is still played, only not steered.
    const time = header.kind === 'init' || this.#track === null ? null : readFrameTime(body, this.#track);
    if (time !== null) {
      this.#clockLagMs = Math.max(this.#clockLagMs, header.arrivalMs - this.#options.recorderNow());
      this.#arrivals.add(time.shown, header.arrivalMs, shiftOf(header, time));
      this.#edge.steer();
    }
    this.#feed.push(body);
  }

  #appended(): void {
    this.#edge.appended();
    if (!this.#video.paused || this.#frameCallback === null) return;
    this.#video.play().catch(() => {
      // Refused without a gesture, or interrupted by the next stream: the next append tries again.
    });
  }

  #watchFrames(): void {
    if (this.#frameCallback !== null) return;
    const shown = (_now: number, frame: VideoFrameCallbackMetadata) => {
      this.#frameCallback = this.#video.requestVideoFrameCallback(shown);
      if (!this.#fed || !this.#edge.positioned()) return;
      if (this.#state.phase === 'connecting') this.#set({ phase: 'playing' });
      this.#shownAt = frame.mediaTime;
      this.#tellFrame();
      const arrivalMs = this.#arrivals.arrivalOf(frame.mediaTime);
      if (arrivalMs === null) return;
      const untilShownMs = Math.max(0, frame.expectedDisplayTime - performance.now());
      this.#latencyMs = this.#options.recorderNow() + this.#clockLagMs + untilShownMs - arrivalMs;
    };
    this.#frameCallback = this.#video.requestVideoFrameCallback(shown);
  }

  #tellFrame(): void {
    const mediaMs = this.#shownAt === null ? null : this.#arrivals.runTimeOf(this.#shownAt);
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (this.#runId === null || mediaMs === null || width === 0) return this.#options.frames.emit(null);
    this.#options.frames.emit({ runId: this.#runId, mediaMs, width, height, history: this.#tracks.entries });
  }

  /** What is on screen is not of the present stream, or not live any more. */
  #nothingShown(): void {
    this.#shownAt = null;
    this.#options.frames.emit(null);
  }

  /** The element cannot decode what it was given: keep the picture, begin anew with a fresh source. */
  #broken(): void {
    if (this.#video.error === null || this.#state.phase === 'off') return;
    this.#feed.abandon();
    this.#failed();
  }

  #lost(): void {
    this.#fed = false;
    this.#nothingShown();
    this.#set({ phase: 'connecting' });
  }

  #failed(): void {
    if (this.#state.phase === 'off') return;
    this.#connection.restart();
  }
}

/** By how much the engine moved the fragment, milliseconds; null when its header does not tell. */
function shiftOf({ mediaMs }: LivePacketHeader, { decoded }: FrameTime): number | null {
  return mediaMs === null ? null : mediaMs - decoded * 1000;
}

function other(stream: LiveStream): LiveStream {
  return stream === 'sub' ? 'main' : 'sub';
}
