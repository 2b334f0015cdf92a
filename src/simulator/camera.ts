import type { CameraAuth } from './auth.ts';
import { loadClip, type Clip, type ClipRef } from './clip.ts';
import type { SimulatorClock } from './clock.ts';
import { behaviourOf, isMomentary, type Behaviour, type Fault, type StreamName } from './faults.ts';
import { audioLoop, LiveTrack, videoLoop, type LiveUnit, type Loop } from './live-track.ts';
import type { SenderReport } from './rtp.ts';
import { describe } from './sdp.ts';
import { SentLog, type SentFrame } from './sent-log.ts';

/** A camera to simulate, served at `/<name>/main` and `/<name>/sub`. */
export interface SimulatedCameraOptions {
  /** Letters, digits, `_` and `-`: part of the URL. */
  readonly name: string;
  readonly main: ClipRef;
  readonly sub?: ClipRef | undefined;
  readonly auth?: CameraAuth | undefined;
}

/** A client's session, as its camera sees it. */
export interface Attendant {
  readonly unit: (track: number, unit: LiveUnit, media: Behaviour['media']) => void;
  readonly report: (track: number, report: SenderReport, media: Behaviour['media']) => void;
  /** Ends the client's connection. */
  readonly end: (how: 'close' | 'reset') => void;
}

const REPORT_EVERY_MS = 5000;

/** A clip with its packets, ready to be sent. */
export interface PackedClip {
  readonly clip: Clip;
  readonly loops: readonly Loop[];
}

/** Loads and packs a clip, each only once however many cameras show it. */
export type ClipLoader = (ref: ClipRef) => Promise<PackedClip>;

async function loadPacked(ref: ClipRef): Promise<PackedClip> {
  const clip = await loadClip(ref);
  const video = videoLoop(clip.video);
  return { clip, loops: clip.audio === null ? [video] : [video, audioLoop(clip.audio)] };
}

/** A loader with a memory of its own. */
export function clipLoader(): ClipLoader {
  const loaded = new Map<string, Promise<PackedClip>>();
  return (ref) => {
    const key = JSON.stringify([ref.manifest, ref.id]);
    const clip = loaded.get(key) ?? loadPacked(ref);
    loaded.set(key, clip);
    return clip;
  };
}

/** One stream of a camera: the same pictures at the same time for all of its clients. */
export class SimulatedStream {
  readonly log = new SentLog();
  readonly #clock: SimulatorClock;
  readonly #name: string;
  readonly #behaviour: () => Behaviour;
  readonly #attendants = new Set<Attendant>();
  readonly #tracks: LiveTrack[];
  readonly #usual: PackedClip;
  #shown: PackedClip;
  #timer: { readonly cancel: () => void } | null = null;

  constructor(clock: SimulatorClock, epochMs: number, name: string, clip: PackedClip, behaviour: () => Behaviour) {
    this.#clock = clock;
    this.#name = name;
    this.#shown = clip;
    this.#usual = clip;
    this.#behaviour = behaviour;
    this.#tracks = clip.loops.map(
      (loop, track) => new LiveTrack(clock, epochMs, loop, (unit) => this.#emit(track, unit)),
    );
    this.#reportLater();
  }

  get clip(): Clip {
    return this.#shown.clip;
  }

  get trackCount(): number {
    return this.#tracks.length;
  }

  sdp(): string {
    return describe({ ...this.clip, audio: this.#usual.clip.audio }, this.#name);
  }

  /** Joins; answers how to leave. The client is told at once how RTP time and UTC belong together. */
  attend(attendant: Attendant): () => void {
    this.#attendants.add(attendant);
    this.#tracks.forEach((track, index) => attendant.report(index, track.report(), this.#behaviour().media));
    return () => this.#attendants.delete(attendant);
  }

  /** SSRC of a track, for the transport header. */
  ssrc(track: number): number {
    return this.#tracks[track]?.ssrc ?? 0;
  }

  /** Shows another clip from now on; null is the usual one. Audio stays. */
  show(clip: PackedClip | null): void {
    const next = clip ?? this.#usual;
    const [video] = next.loops;
    if (next === this.#shown || video === undefined) return;
    this.#tracks[0]?.replace(video);
    this.#shown = next;
  }

  jump(seconds: number): void {
    for (const track of this.#tracks) track.jump(seconds);
  }

  end(how: 'close' | 'reset'): void {
    for (const attendant of [...this.#attendants]) attendant.end(how);
  }

  stop(): void {
    for (const track of this.#tracks) track.stop();
    this.#timer?.cancel();
    this.end('reset');
  }

  #emit(track: number, unit: LiveUnit): void {
    const { media } = this.#behaviour();
    if (track === 0 && media === 'send') {
      this.log.add({ frame: unit.frame, loop: unit.loop, index: unit.index, sentMs: this.#clock.now() });
    }
    for (const attendant of [...this.#attendants]) attendant.unit(track, unit, media);
  }

  #reportLater(): void {
    this.#timer = this.#clock.after(REPORT_EVERY_MS, () => {
      this.#tracks.forEach((track, index) => {
        const report = track.report();
        for (const attendant of [...this.#attendants]) attendant.report(index, report, this.#behaviour().media);
      });
      this.#reportLater();
    });
  }
}

/** A simulated camera: streams with one clock, credentials, at most one fault at a time. */
export class SimulatedCamera {
  readonly name: string;
  readonly auth: CameraAuth | null;
  readonly streams: ReadonlyMap<StreamName, SimulatedStream>;
  readonly #clock: SimulatorClock;
  readonly #load: ClipLoader;
  #fault: Fault | null = null;
  #healing: { readonly cancel: () => void } | null = null;

  private constructor(
    options: SimulatedCameraOptions,
    clips: Map<StreamName, PackedClip>,
    load: ClipLoader,
    clock: SimulatorClock,
    epochMs: number,
  ) {
    this.name = options.name;
    this.auth = options.auth ?? null;
    this.#clock = clock;
    this.#load = load;
    const stream = (name: StreamName, clip: PackedClip): [StreamName, SimulatedStream] => [
      name,
      new SimulatedStream(clock, epochMs, `${this.name} ${name}`, clip, () => this.behaviour()),
    ];
    this.streams = new Map([...clips].map(([name, clip]) => stream(name, clip)));
  }

  /**
   * Loads the clips and begins to run.
   * @param aheadMs how far into its loop the camera begins
   * @throws Error for a name that is unfit or a clip that cannot be read
   */
  static async start(
    options: SimulatedCameraOptions,
    load: ClipLoader,
    clock: SimulatorClock,
    aheadMs = 0,
  ): Promise<SimulatedCamera> {
    if (!/^[\w-]{1,64}$/.test(options.name)) throw new Error(`not a name for a simulated camera: ${options.name}`);
    const clips = new Map<StreamName, PackedClip>([['main', await load(options.main)]]);
    if (options.sub !== undefined) clips.set('sub', await load(options.sub));
    return new SimulatedCamera(options, clips, load, clock, clock.monotonic() - aheadMs);
  }

  /** How the camera treats its clients now. */
  behaviour(): Behaviour {
    return behaviourOf(this.#fault);
  }

  /** Bytes a second of a dripping camera; 0 when it does not drip. */
  dripRate(): number {
    return this.#fault?.kind === 'drip' ? this.#fault.bytesPerSecond : 0;
  }

  /** @throws Error when the camera has no such stream */
  stream(name: StreamName): SimulatedStream {
    const stream = this.streams.get(name);
    if (stream === undefined) throw new Error(`${this.name} has no ${name} stream`);
    return stream;
  }

  /** Begins a fault in place of the present one; with `forMs` it heals by itself. Resolves when it is in effect. */
  async fault(fault: Fault & { readonly forMs?: number }): Promise<void> {
    const clip = fault.kind === 'clip' ? await this.#load(fault.clip) : null;
    if (fault.kind === 'clip' && clip?.clip.video.fps !== this.stream(fault.stream).clip.video.fps) {
      throw new Error('the other clip has another frame rate');
    }
    this.heal();
    if (fault.kind === 'clip') this.stream(fault.stream).show(clip);
    if (fault.kind === 'jump') for (const stream of this.streams.values()) stream.jump(fault.seconds);
    const { present } = behaviourOf(fault);
    if (!isMomentary(fault)) this.#fault = fault;
    if (present !== 'keep') this.#endAll(present);
    if (fault.forMs !== undefined) this.#healing = this.#clock.after(fault.forMs, () => this.heal());
  }

  /** Ends the fault. */
  heal(): void {
    this.#healing?.cancel();
    this.#healing = null;
    const fault = this.#fault;
    this.#fault = null;
    if (fault?.kind === 'clip') this.stream(fault.stream).show(null);
    if (fault?.kind === 'disappear') this.#endAll('reset');
  }

  /** The newest send of the picture with this number at or before `beforeMs` (UTC milliseconds). */
  sentAt(stream: StreamName, frame: number, beforeMs: number): SentFrame | null {
    return this.stream(stream).log.sentAt(frame, beforeMs);
  }

  /** Pictures sent in [fromMs, toMs) (UTC milliseconds), whether or not a client was there; none while media is disturbed. */
  sentBetween(stream: StreamName, fromMs: number, toMs: number): SentFrame[] {
    return this.stream(stream).log.sentBetween(fromMs, toMs);
  }

  stop(): void {
    this.#healing?.cancel();
    for (const stream of this.streams.values()) stream.stop();
  }

  #endAll(how: 'close' | 'reset'): void {
    for (const stream of this.streams.values()) stream.end(how);
  }
}
