import {
  LIVE_HEADER_BYTES,
  encodeLiveHeader,
  type LiveControl,
  type LiveKind,
  type LiveStream,
} from '../../shared/live-protocol.ts';
import type { Clock } from '../clock.ts';
import { samePictureFormat, type InitSegment, type MediaUnit, type MovieFragment } from '../media/index.ts';
import type { LiveViewer } from '../services.ts';
import { Continuity } from './continuity.ts';
import { Figures, type ChannelFigures } from './figures.ts';

export interface ChannelLimits {
  /** More than this in a viewer's socket: it gets nothing until a key frame comes and most of it is gone. */
  readonly viewerBytes: number;
  /** A group of pictures larger than this is not kept for late joiners. */
  readonly gopBytes: number;
}

/** Whole footage from a key frame on, for a snapshot. */
export interface Gop {
  readonly init: Uint8Array;
  readonly fragments: readonly Uint8Array[];
  readonly frameCount: number;
}

interface Seat {
  /** False until the viewer has been given a key frame, and again when it was cut. */
  following: boolean;
}

interface Packet {
  readonly bytes: Uint8Array;
  readonly frames: number;
}

type FragmentUnit = Extract<MediaUnit, { kind: 'fragment' }>;
type InitUnit = Extract<MediaUnit, { kind: 'init' }>;

/** The live fragments of one stream of one camera, for any number of viewers. Nothing is ever queued here for a viewer. */
export class Channel {
  readonly stream: LiveStream;
  readonly #clock: Clock;
  readonly #limits: ChannelLimits;
  readonly #seats = new Map<LiveViewer, Seat>();
  readonly #figures: Figures;
  readonly #continuity = new Continuity();
  #init: { readonly bytes: Uint8Array; readonly facts: InitSegment; readonly runId: string } | null = null;
  #generation = 0;
  #sequence = 0;
  #gop: Packet[] = [];
  #gopBytes = 0;
  /** True while nothing that comes can be shown: at the start, after a loss, after too large a group of pictures. */
  #needsKey = true;

  constructor(stream: LiveStream, clock: Clock, limits: ChannelLimits) {
    this.stream = stream;
    this.#clock = clock;
    this.#limits = limits;
    this.#figures = new Figures(clock);
  }

  get viewers(): number {
    return this.#seats.size;
  }

  /** `knowsOfWaiting`: it comes from a channel that has told it to wait. */
  join(viewer: LiveViewer, knowsOfWaiting = false): void {
    const seat = { following: false };
    this.#seats.set(viewer, seat);
    this.#give(viewer, () => {
      if (this.#init === null) {
        if (!knowsOfWaiting) viewer.control(waiting());
        return;
      }
      this.#greet(viewer);
      for (const packet of this.#gop) viewer.packet(packet.bytes);
      seat.following = this.#gop.length > 0;
    });
  }

  leave(viewer: LiveViewer): void {
    this.#seats.delete(viewer);
  }

  /** Takes what the splitter made of a run's stream; false when it was broken and its source must begin anew. */
  feed(units: readonly MediaUnit[], runId: string): boolean {
    for (const unit of units) {
      if (unit.kind === 'broken') return false;
      if (unit.kind === 'init') this.#begin(unit, runId);
      else this.#fragment(unit);
    }
    return true;
  }

  /** Nothing comes for now. Viewers stay and are told; what follows is a new generation. */
  stop(): void {
    if (this.#init === null) return;
    this.#init = null;
    this.#dropGop();
    this.#continuity.reset();
    this.#figures.reset();
    for (const [viewer, seat] of this.#seats) {
      seat.following = false;
      this.#give(viewer, () => viewer.control(waiting()));
    }
  }

  /** A message about what is being shown, for those who follow: made once, and for nobody when nobody does. */
  tell(message: () => string): void {
    for (const [viewer, { following }] of this.#seats) {
      if (following && viewer.bufferedBytes() <= this.#limits.viewerBytes) {
        this.#give(viewer, () => viewer.control(message()));
      }
    }
  }

  gop(): Gop | null {
    if (this.#init === null || this.#gop.length === 0) return null;
    const fragments = this.#gop.map((packet) => packet.bytes.subarray(LIVE_HEADER_BYTES));
    const frameCount = this.#gop.reduce((sum, packet) => sum + packet.frames, 0);
    return { init: this.#init.bytes, fragments, frameCount };
  }

  figures(): ChannelFigures {
    return this.#figures.now();
  }

  #begin(unit: InitUnit, runId: string): void {
    const known = this.#init;
    const goesOn = known?.runId === runId && samePictureFormat(known.facts, unit.init);
    this.#init = { bytes: Uint8Array.from(unit.bytes), facts: unit.init, runId };
    // A new recording file of the same stream: viewers need not know.
    if (goesOn) return this.#continuity.joint();
    this.#generation += 1;
    this.#continuity.reset();
    this.#dropGop();
    for (const [viewer, seat] of this.#seats) {
      seat.following = false;
      this.#give(viewer, () => this.#greet(viewer));
    }
  }

  #fragment(unit: FragmentUnit): void {
    const { fragment } = unit;
    this.#figures.add(unit.bytes.byteLength, fragment.video?.samples ?? 0);
    const lost = this.#continuity.lost(fragment);
    if (fragment.key) this.#startGop();
    else if (lost) this.#dropGop();
    // A fresh copy, never the splitter's own bytes: the decode time is rewritten in it.
    const bytes = this.#packet(unit);
    this.#sequence += 1;
    if (this.#needsKey) return;
    this.#keep({ bytes, frames: fragment.video?.samples ?? 0 });
    for (const [viewer, seat] of this.#seats) {
      this.#give(viewer, () => this.#send(viewer, seat, bytes, fragment.key));
    }
  }

  /** A viewer whose socket broke must harm neither the camera nor the others. */
  #give(viewer: LiveViewer, act: () => void): void {
    try {
      act();
    } catch {
      this.#seats.delete(viewer);
    }
  }

  #startGop(): void {
    this.#dropGop();
    this.#needsKey = false;
  }

  #dropGop(): void {
    this.#gop = [];
    this.#gopBytes = 0;
    this.#needsKey = true;
  }

  #keep(packet: Packet): void {
    this.#gopBytes += packet.bytes.byteLength;
    if (this.#gopBytes <= this.#limits.gopBytes) this.#gop.push(packet);
    // A late joiner must not get a group of pictures with a hole: it waits for the next one.
    else this.#gop = [];
  }

  #send(viewer: LiveViewer, seat: Seat, bytes: Uint8Array, key: boolean): void {
    const waitingBytes = viewer.bufferedBytes();
    if (seat.following && waitingBytes > this.#limits.viewerBytes) seat.following = false;
    if (!seat.following && key && waitingBytes <= this.#limits.viewerBytes / 4) seat.following = true;
    if (seat.following) viewer.packet(bytes);
  }

  #greet(viewer: LiveViewer): void {
    if (this.#init === null) return;
    const { facts, bytes, runId } = this.#init;
    const { width, height } = facts.video ?? { width: 0, height: 0 };
    const { mimeType } = facts;
    viewer.control(
      control({ type: 'start', stream: this.stream, generation: this.#generation, runId, mimeType, width, height }),
    );
    viewer.packet(Buffer.concat([this.#header('init', null), bytes]));
  }

  #packet(unit: FragmentUnit): Uint8Array {
    const { video } = unit.fragment;
    const mediaMs = video === null ? null : (video.baseDecodeTime * 1000) / video.track.timescale;
    const header = this.#header(kindOf(unit.fragment), mediaMs);
    const packet = new Uint8Array(header.byteLength + unit.bytes.byteLength);
    packet.set(header);
    packet.set(unit.bytes, header.byteLength);
    this.#continuity.place(packet.subarray(header.byteLength), unit.fragment);
    return packet;
  }

  #header(kind: LiveKind, mediaMs: number | null): Uint8Array {
    return encodeLiveHeader({
      kind,
      generation: this.#generation,
      sequence: this.#sequence,
      arrivalMs: this.#clock.now(),
      mediaMs,
    });
  }
}

function kindOf(fragment: MovieFragment): LiveKind {
  return fragment.key ? 'key' : 'delta';
}

function control(message: LiveControl): string {
  return JSON.stringify(message);
}

function waiting(): string {
  return control({ type: 'waiting' });
}
