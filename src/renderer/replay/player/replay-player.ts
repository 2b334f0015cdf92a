import type Hls from 'hls.js/light';
import type { ErrorData } from 'hls.js';
import type { CameraId } from '../../../shared/camera.ts';
import type { TimeSpan } from '../../../shared/recording.ts';
import { api } from '../../api/client.ts';
import { frameCount } from '../model/frame-count.ts';
import { mediaAt, parsePlaylist, partAt, wallAt, wallEnd, type MediaMap } from '../model/media-map.ts';
import type { Speed } from '../model/speeds.ts';
import { grownWindow, reloadSeconds, windowAround } from '../model/window.ts';
import { windowLoader } from './window-loader.ts';

export type PlayerPhase = 'idle' | 'loading' | 'ready' | 'ended' | 'no_footage' | 'unsupported' | 'failed';

export interface PlayerState {
  readonly phase: PlayerPhase;
  /** Wall time of the frame shown, or of the place asked for while it loads; UTC milliseconds. */
  readonly wallMs: number | null;
  readonly playing: boolean;
  readonly speed: Speed;
  /** The last time without footage that playing jumped over. */
  readonly skipped: TimeSpan | null;
}

export interface PlayerOptions {
  readonly video: HTMLVideoElement;
  readonly cameraId: CameraId;
  /** The recorder's clock, UTC milliseconds. */
  readonly nowMs: () => number;
  /** End of the newest footage that is known, UTC milliseconds. */
  readonly lastFootageMs: () => number;
  /** Begin of the footage at or after a time, as far as the timeline knows; null when there is none. */
  readonly footageFrom: (ms: number) => number | null;
  readonly onState: (state: PlayerState) => void;
  readonly signal: AbortSignal;
}

/** Two frames whose wall times lie further apart than this have no footage between them. */
const JUMP_MS = 2500;
const SHORT_BUFFER_SECONDS = 8;
/** Added to a sought time: a rounding error at the begin of a frame must not show the frame before. */
const EDGE_SECONDS = 0.001;

const unsupportedErrors: readonly string[] = [
  'bufferAddCodecError',
  'bufferIncompatibleCodecsError',
  'manifestIncompatibleCodecsError',
];

/**
 * Plays the recordings of one camera in a video element, addressed by wall time. One instance lives until its
 * signal aborts. A place inside the loaded window is a mere seek; any other loads a window of its own.
 */
export class ReplayPlayer {
  readonly #options: PlayerOptions;
  readonly #video: HTMLVideoElement;
  #state: PlayerState = { phase: 'idle', wallMs: null, playing: false, speed: 1, skipped: null };
  #library: Promise<typeof Hls> | null = null;
  #hls: Hls | null = null;
  #window: TimeSpan | null = null;
  #map: MediaMap = [];
  /** Rises with each asked place; a late answer to an older one is dropped. */
  #generation = 0;
  #lastFrame: { wallMs: number; mediaTime: number; generation: number } | null = null;
  /** Length of a frame in the part that was loaded last, seconds. */
  #frameSeconds: number | null = null;
  /** Media time of the frame that the browser announced last; the clock may have gone ahead of it. */
  #drawnMediaTime: number | null = null;
  #recoveries = 0;
  /** Wall time that was sought last, until the picture moves on by other means. */
  #targetMs: number | null = null;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#video = options.video;
    const { video } = options;
    const listen = (event: string, handler: () => void) =>
      video.addEventListener(event, handler, { signal: options.signal });
    listen('playing', () => this.#set({ phase: 'ready' }));
    listen('seeked', () => {
      this.#set({ phase: 'ready' });
      // A frame that was on the screen before is not announced again.
      const begin = video.paused ? this.#frameBegin() : null;
      if (begin !== null) this.#frameShown(begin);
    });
    listen('waiting', () => {
      if (!this.#goOn()) this.#set({ phase: 'loading' });
    });
    // A pause in the moment between two frames may leave either on the screen: the picture is sought, so that clock
    // and picture are the same frame.
    listen('pause', () => {
      const begin = this.#frameBegin();
      if (begin !== null && !video.seeking && !video.ended) video.currentTime = begin + (this.#frameSeconds ?? 0) / 2;
    });
    listen('ended', () => {
      if (!this.#goOn()) this.#set({ phase: 'ended', playing: false });
    });
    listen('error', () => {
      if (video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) this.#set({ phase: 'unsupported' });
    });
    options.signal.addEventListener('abort', () => this.#unload());
    this.#followFrames();
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** Begins to fetch the player's code, so that the first click need not wait for it. */
  warmUp(): void {
    void this.#loadLibrary();
  }

  /**
   * Shows the frame of `wallMs`, or the first one after it; goes on playing or stays paused as asked.
   * `askedMs` is where the person or the last frame was, when there is no footage between that and `wallMs`.
   */
  async seek(wallMs: number, playing = this.#state.playing, askedMs = wallMs): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#lastFrame = null;
    this.#targetMs = wallMs;
    const skipped = wallMs - askedMs > JUMP_MS ? { startMs: askedMs, endMs: wallMs } : null;
    this.#set({ wallMs, playing, skipped, phase: 'loading' });
    if (this.#seekWithin(wallMs)) {
      this.#applyPlaying();
      return;
    }
    const library = await this.#loadLibrary();
    if (this.#options.signal.aborted || generation !== this.#generation) return;
    this.#open(library, wallMs);
  }

  setPlaying(playing: boolean): void {
    if (playing && this.#state.phase === 'ended') return;
    this.#targetMs = null;
    this.#set({ playing, skipped: null });
    this.#applyPlaying();
  }

  setSpeed(speed: Speed): void {
    this.#set({ speed });
    this.#video.playbackRate = speed;
    // Sound at other speeds is noise to a guard; it comes back by itself.
    this.#video.muted = speed !== 1;
    if (this.#hls !== null) this.#hls.config.maxBufferLength = Math.max(SHORT_BUFFER_SECONDS, speed * 6);
  }

  /** Pauses and shows the next frame (1) or the one before (-1). `nominalFps` serves until a part has been loaded. */
  step(direction: 1 | -1, nominalFps: number): void {
    this.setPlaying(false);
    const frame = this.#frameSeconds ?? 1 / nominalFps;
    const begin = this.#frameBegin() ?? this.#video.currentTime;
    // To the middle of the wanted frame: safe against rounding to either side.
    this.#video.currentTime = Math.max(0, begin + (direction === 1 ? 1.5 : -0.5) * frame);
  }

  /** Begin of the frame at the player's position, reckoned from the last one that was announced; null while unknown. */
  #frameBegin(): number | null {
    const anchor = this.#lastFrame?.mediaTime;
    const frame = this.#frameSeconds;
    if (anchor === undefined || frame === null) return null;
    return anchor + Math.floor((this.#video.currentTime - anchor) / frame + 0.01) * frame;
  }

  /** Address of the recording file that is shown, or would be if the browser could; null while unknown. */
  shownFileUrl(): string | null {
    const { wallMs } = this.#state;
    const media = wallMs === null ? null : mediaAt(this.#map, wallMs);
    return media === null ? null : (partAt(this.#map, media)?.url ?? null);
  }

  #seekWithin(wallMs: number): boolean {
    const window = this.#window;
    if (this.#hls === null || window === null || wallMs < window.startMs || this.#map.length === 0) return false;
    const media = mediaAt(this.#map, wallMs);
    if (media === null) return false;
    const ahead = wallAt(this.#map, media);
    // A window may end in a gap whose other side is not loaded; the answer then stands in another window.
    if (ahead === null || wallMs > window.endMs) return false;
    this.#video.currentTime = media + EDGE_SECONDS;
    return true;
  }

  #open(library: typeof Hls, wallMs: number): void {
    this.#unload();
    this.#recoveries = 0;
    const { nowMs, lastFootageMs, cameraId } = this.#options;
    this.#window = windowAround(wallMs, nowMs());
    const current = () => this.#window ?? windowAround(wallMs, nowMs());
    const loader = windowLoader(library.DefaultConfig.loader, {
      url: () => api.replay.playlistUrl(cameraId, current().startMs, current().endMs),
      reloadSeconds: () => reloadSeconds(current(), lastFootageMs(), nowMs()),
      onText: (text) => {
        if (this.#map.length > 0) return;
        this.#map = parsePlaylist(text);
        const media = mediaAt(this.#map, wallMs);
        if (media === null) this.#set({ phase: 'no_footage' });
        hls.config.startPosition = (media ?? 0) + EDGE_SECONDS;
      },
    });
    const hls: Hls = new library({
      // The parts are passed on as they are: a worker would cost a start and copies, and gain nothing.
      enableWorker: false,
      startFragPrefetch: true,
      testBandwidth: false,
      maxBufferLength: SHORT_BUFFER_SECONDS,
      maxMaxBufferLength: 120,
      backBufferLength: 30,
      // A larger one would take the last frame before a loaded part for loaded too, and never fetch it.
      maxBufferHole: 0.01,
      liveDurationInfinity: false,
      pLoader: loader,
    });
    this.#hls = hls;
    const events = library.Events;
    hls.on(events.ERROR, (_event, data) => this.#onError(hls, data));
    const readMap = (details: { fragments: readonly HlsFragment[] }) => {
      this.#map = toMap(details.fragments);
    };
    hls.on(events.FRAG_LOADED, (_event, { frag, payload }) => {
      const frames = frameCount(payload);
      if (frames > 0 && frag.duration > 0) this.#frameSeconds = frag.duration / frames;
    });
    hls.on(events.FRAG_BUFFERED, () => this.#settle());
    hls.on(events.LEVEL_UPDATED, (_event, data) => readMap(data.details));
    hls.on(events.LEVEL_PTS_UPDATED, (_event, data) => readMap(data.details));
    hls.on(events.MANIFEST_PARSED, () => this.#applyPlaying());
    hls.loadSource(api.replay.playlistUrl(cameraId, current().startMs, current().endMs));
    hls.attachMedia(this.#video);
    this.#video.playbackRate = this.#state.speed;
    this.#video.defaultPlaybackRate = this.#state.speed;
  }

  #onError(hls: Hls, data: ErrorData): void {
    const details: string = data.details;
    const type: string = data.type;
    if (unsupportedErrors.includes(details)) {
      // The map stays: it knows which file to offer for download.
      const map = this.#map;
      this.#unload();
      this.#map = map;
      this.#set({ phase: 'unsupported', playing: false });
      return;
    }
    if (details === 'levelEmptyError' || details === 'manifestParsingError') {
      this.#set({ phase: 'no_footage', playing: false });
      this.#unload();
      return;
    }
    if (!data.fatal) return;
    if (type === 'mediaError' && this.#recoveries < 3) {
      this.#recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    this.#set({ phase: data.response?.code === 404 ? 'no_footage' : 'failed', playing: false });
    this.#unload();
  }

  /**
   * At rest, puts right what loading a part has shown to be off by a frame: the sum of a playlist's rounded durations
   * is corrected by the part's own time stamps; and Chromium takes a place just before a loaded part for loaded and
   * shows the part's first frame, until the frame that was really asked for is there and sought anew.
   */
  #settle(): void {
    const at = this.#video.currentTime;
    const media = this.#targetMs === null ? null : mediaAt(this.#map, this.#targetMs);
    if (this.#video.paused && media !== null && Math.abs(media + EDGE_SECONDS - at) > 0.002) {
      this.#video.currentTime = media + EDGE_SECONDS;
      return;
    }
    if (!this.#video.paused || this.#drawnMediaTime === null || this.#drawnMediaTime <= at + EDGE_SECONDS) return;
    const { buffered } = this.#video;
    for (let index = 0; index < buffered.length; index += 1) {
      if (buffered.start(index) <= at && buffered.end(index) > at) this.#video.currentTime = at;
    }
  }

  #followFrames(): void {
    const { signal } = this.#options;
    const onFrame: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      if (signal.aborted) return;
      this.#drawnMediaTime = mediaTime;
      this.#frameShown(mediaTime);
      this.#video.requestVideoFrameCallback(onFrame);
    };
    this.#video.requestVideoFrameCallback(onFrame);
  }

  #frameShown(mediaTime: number): void {
    // While a seek is under way the picture may still be the old one: it counts only where it is the place sought.
    const behind = this.#video.currentTime - mediaTime;
    const isSought = behind > -EDGE_SECONDS && behind < (this.#frameSeconds ?? 0.1) * 1.5;
    if (this.#video.seeking && !isSought) return;
    const exactMs = wallAt(this.#map, mediaTime);
    if (exactMs === null) return;
    const wallMs = Math.round(exactMs);
    const last = this.#lastFrame;
    this.#lastFrame = { wallMs, mediaTime, generation: this.#generation };
    const change: { skipped?: TimeSpan | null } = {};
    if (last !== null && last.generation === this.#generation) {
      const mediaDelta = mediaTime - last.mediaTime;
      const jumpedMs = wallMs - last.wallMs - mediaDelta * 1000;
      if (jumpedMs > JUMP_MS) change.skipped = { startMs: last.wallMs, endMs: wallMs };
      else if (this.#state.skipped !== null && wallMs - this.#state.skipped.endMs > 6000 * this.#state.speed) {
        change.skipped = null;
      }
    }
    this.#set({ wallMs, phase: 'ready', ...change });
    const window = this.#window;
    if (window !== null) this.#window = grownWindow(window, wallMs, this.#options.nowMs());
    this.#goOn();
  }

  /**
   * At the end of what is loaded, with more footage somewhere after it that this playlist does not reach:
   * opens the next window there.
   */
  #goOn(): boolean {
    const end = wallEnd(this.#map);
    const { wallMs } = this.#state;
    if (end === null || wallMs === null || this.#window === null || !this.#state.playing) return false;
    if (end - wallMs > Math.max(300, (this.#frameSeconds ?? 0) * 2000)) return false;
    const next = this.#options.footageFrom(end + 100);
    if (next === null || next < this.#window.endMs) return false;
    void this.seek(next, true, end);
    return true;
  }

  #applyPlaying(): void {
    this.#video.playbackRate = this.#state.speed;
    if (this.#state.playing) {
      // A play that is overtaken by a pause or by another source rejects; the newer wish counts.
      this.#video.play().catch(() => undefined);
    } else this.#video.pause();
  }

  #loadLibrary(): Promise<typeof Hls> {
    this.#library ??= import('hls.js/light').then((module) => module.default);
    return this.#library;
  }

  #unload(): void {
    this.#hls?.destroy();
    this.#hls = null;
    this.#window = null;
    this.#map = [];
    this.#frameSeconds = null;
    this.#drawnMediaTime = null;
  }

  #set(change: Partial<PlayerState>): void {
    if (this.#options.signal.aborted) return;
    const next = { ...this.#state, ...change };
    const same = (Object.keys(next) as (keyof PlayerState)[]).every((key) => next[key] === this.#state[key]);
    if (same) return;
    this.#state = next;
    this.#options.onState(next);
  }
}

interface HlsFragment {
  readonly start: number;
  readonly duration: number;
  readonly programDateTime: number | null;
  readonly url: string;
}

function toMap(fragments: readonly HlsFragment[]): MediaMap {
  return fragments.flatMap(({ start, duration, programDateTime, url }) =>
    programDateTime === null ? [] : [{ mediaStart: start, duration, wallStartMs: programDateTime, url }],
  );
}
