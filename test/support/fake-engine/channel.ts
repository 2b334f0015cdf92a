import type { WebSocket } from 'ws';
import type { TracksAt } from '../../../src/shared/detection.ts';
import {
  encodeLiveHeader,
  type LiveControl,
  type LiveKind,
  type LiveStream,
} from '../../../src/shared/live-protocol.ts';
import type { Clip, ClipFragment } from './clip.ts';
import { scene, trackAt } from './scene.ts';

/** Media time of the run at which its live stream begins: what is played was moved by so much. */
const RUN_STARTS_MS = 7000;

/** Which frames of the scene are looked at, and how long after it was sent each is told of. */
export interface Watching {
  readonly every: number;
  delayMs(): number;
}

/** Plays one clip in a loop, in real time, to any number of sockets, by the live protocol. Faults on command. */
export class FakeChannel {
  readonly #clip: Clip;
  readonly #stream: LiveStream;
  readonly #mimeType: string;
  readonly #viewers = new Set<WebSocket>();
  #group: Buffer[] = [];
  #generation = 1;
  #sequence = 0;
  #next = 0;
  #loop = 0;
  #epochMs = performance.now();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #silent = false;
  #joins = 0;
  #skip = 0;
  #refusing = false;
  #watching: Watching | null = null;

  constructor(clip: Clip, stream: LiveStream, mimeType = clip.mimeType) {
    this.#clip = clip;
    this.#stream = stream;
    this.#mimeType = mimeType;
    this.#schedule();
  }

  /** How many sockets have ever come. */
  joins(): number {
    return this.#joins;
  }

  viewers(): number {
    return this.#viewers.size;
  }

  join(socket: WebSocket): void {
    this.#joins += 1;
    if (this.#refusing) {
      socket.terminate();
      return;
    }
    this.#viewers.add(socket);
    socket.once('close', () => this.#viewers.delete(socket));
    if (this.#silent) this.#control(socket, { type: 'waiting' });
    else this.#start(socket);
  }

  /** From now on every socket that comes is broken off at once, until `restart`. */
  refuse(): void {
    this.#refusing = true;
    this.breakSockets();
  }

  /** Breaks every viewer's connection without a farewell. */
  breakSockets(): void {
    for (const socket of this.#viewers) socket.terminate();
  }

  /** Sends bytes that no browser can play. */
  garble(): void {
    this.#sequence += 1;
    const packet = this.#packet('delta', Buffer.alloc(500, 0xa5), null);
    for (const socket of this.#viewers) socket.send(packet);
  }

  /** Leaves the next frames out, as after a cut of a slow viewer. */
  skip(frames: number): void {
    this.#skip = frames;
  }

  /** From now on (null: no more) tells what a detector would see in the scene. */
  watch(watching: Watching | null): void {
    this.#watching = watching;
  }

  /** Tells all viewers of this, whatever they are shown. */
  tellTracks(tracksAt: TracksAt): void {
    this.#tell({ type: 'tracks', ...tracksAt });
  }

  get runId(): string {
    return `run${String(this.#generation).padStart(9, '0')}`;
  }

  /** Media time of the run now, as far as it was sent. */
  get runMs(): number {
    return RUN_STARTS_MS + performance.now() - this.#epochMs;
  }

  /** The camera delivers nothing: viewers hear `waiting`, or nothing at all when `told` is false. */
  silence(told: boolean): void {
    this.#silent = true;
    if (told) for (const socket of this.#viewers) this.#control(socket, { type: 'waiting' });
  }

  /** The camera is back, as a new run: a new generation whose media times begin at 0 again. */
  restart(): void {
    this.#silent = false;
    this.#refusing = false;
    this.#generation += 1;
    this.#group = [];
    this.#next = 0;
    this.#loop = 0;
    this.#epochMs = performance.now();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#schedule();
    for (const socket of this.#viewers) this.#start(socket);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const socket of this.#viewers) socket.terminate();
  }

  #start(socket: WebSocket): void {
    const { mimeType, width, height } = { ...this.#clip, mimeType: this.#mimeType };
    this.#control(socket, {
      type: 'start',
      stream: this.#stream,
      generation: this.#generation,
      runId: this.runId,
      mimeType,
      width,
      height,
    });
    socket.send(this.#packet('init', this.#clip.init, null));
    for (const packet of this.#group) socket.send(packet);
  }

  #tell(control: LiveControl): void {
    for (const socket of this.#viewers) this.#control(socket, control);
  }

  /** Those frames of a fragment that are looked at, each told of after a while. */
  #look(fragment: ClipFragment, startMs: number): void {
    const watching = this.#watching;
    if (watching === null) return;
    const first = Math.round(fragment.at * scene.fps);
    for (let n = first; n < first + fragment.frames; n += 1) {
      if (n % watching.every !== 0) continue;
      const { runId } = this;
      const mediaMs = Math.round(startMs + ((n - first) * 1000) / scene.fps);
      const tracks = [trackAt(n)];
      setTimeout(() => this.#tell({ type: 'tracks', runId, mediaMs, atMs: Date.now(), tracks }), watching.delayMs());
    }
  }

  #control(socket: WebSocket, control: LiveControl): void {
    socket.send(JSON.stringify(control));
  }

  #packet(kind: LiveKind, body: Buffer, mediaMs: number | null): Buffer {
    const header = { kind, generation: this.#generation, sequence: this.#sequence, arrivalMs: Date.now(), mediaMs };
    return Buffer.concat([encodeLiveHeader(header), body]);
  }

  #schedule(): void {
    const fragment = this.#clip.fragments[this.#next];
    if (fragment === undefined) throw new Error('an empty clip');
    const dueMs = this.#epochMs + (this.#loop * this.#clip.seconds + fragment.at) * 1000;
    this.#timer = setTimeout(
      () => {
        this.#emit(fragment);
        this.#next = (this.#next + 1) % this.#clip.fragments.length;
        if (this.#next === 0) this.#loop += 1;
        this.#schedule();
      },
      Math.max(0, dueMs - performance.now()),
    );
  }

  #emit(fragment: ClipFragment): void {
    const body = Buffer.from(fragment.bytes);
    const shift = BigInt(Math.round(this.#loop * this.#clip.seconds * fragment.timescale));
    body.writeBigUInt64BE(body.readBigUInt64BE(fragment.tfdtOffset) + shift, fragment.tfdtOffset);
    this.#sequence += 1;
    const startMs = RUN_STARTS_MS + (this.#loop * this.#clip.seconds + fragment.at) * 1000;
    const packet = this.#packet(fragment.key ? 'key' : 'delta', body, startMs);
    if (fragment.key) this.#group = [];
    if (fragment.key || this.#group.length > 0) this.#group.push(packet);
    if (this.#skip > 0) this.#skip -= 1;
    if (this.#silent || this.#skip > 0) return;
    this.#look(fragment, startMs);
    for (const socket of this.#viewers) socket.send(packet);
  }
}
