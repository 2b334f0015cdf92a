import { randomInt } from 'node:crypto';
import type { SimulatorClock } from './clock.ts';
import { onChannel, packetTemplate, stampPackets, videoPayloads, aacPayload } from './rtp.ts';
import type { PacketTemplate, SenderReport } from './rtp.ts';
import type { VideoClip } from './clip.ts';
import type { AudioClip } from './audio.ts';

/** What a track sends round and round: one entry per picture or audio frame. */
export interface Loop {
  readonly kind: 'video' | 'audio';
  readonly payloadType: number;
  /** Ticks of the RTP time stamp a second. */
  readonly clockRate: number;
  readonly periodMs: number;
  readonly units: readonly { readonly template: PacketTemplate; readonly key: boolean }[];
}

export const VIDEO_PAYLOAD_TYPE = 96;
export const AAC_PAYLOAD_TYPE = 97;
const VIDEO_CLOCK_RATE = 90_000;
/** Later than this (a suspended machine), frames are left out rather than sent in a burst. */
const LONGEST_LAG_MS = 1000;

/** Packets of every picture of a clip, made once for all loops and clients. */
export function videoLoop(clip: VideoClip): Loop {
  return {
    kind: 'video',
    payloadType: VIDEO_PAYLOAD_TYPE,
    clockRate: VIDEO_CLOCK_RATE,
    periodMs: 1000 / clip.fps,
    units: clip.units.map(({ nals, key }) => ({
      template: packetTemplate(videoPayloads(clip.codec, nals), VIDEO_PAYLOAD_TYPE, true),
      key,
    })),
  };
}

/** Packets of every audio frame of a clip. */
export function audioLoop(clip: AudioClip): Loop {
  const aac = clip.codec === 'aac';
  const payloadType = aac ? AAC_PAYLOAD_TYPE : 0;
  return {
    kind: 'audio',
    payloadType,
    clockRate: clip.sampleRateHz,
    periodMs: (clip.samplesPerFrame * 1000) / clip.sampleRateHz,
    units: clip.frames.map((frame) => ({
      template: packetTemplate([aac ? aacPayload(frame) : frame], payloadType, aac),
      key: true,
    })),
  };
}

/** One picture or audio frame on its way to every client of the track. */
export interface LiveUnit {
  readonly kind: 'video' | 'audio';
  readonly key: boolean;
  /** Whether units before this one were left out. */
  readonly afterGap: boolean;
  readonly offsets: readonly number[];
  /** Place in the loop, which is the number in the picture. */
  readonly frame: number;
  readonly loop: number;
  readonly index: number;
  /** Packets for an interleaved channel; the same buffer for all who ask for the same channel. */
  readonly wire: (channel: number) => Buffer;
}

/** Sends a loop at its own pace for ever, with time stamps and sequence numbers that go on across loops and clips. */
export class LiveTrack {
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  readonly #clock: SimulatorClock;
  readonly #epochMs: number;
  readonly #baseTimestamp = randomInt(0, 2 ** 31);
  readonly #emit: (unit: LiveUnit) => void;
  #loop: Loop;
  #loopBegan = 0;
  #index = 0;
  #gap = false;
  #sequence = randomInt(0, 65_536);
  #shiftSeconds = 0;
  #packets = 0;
  #octets = 0;
  #timer: { readonly cancel: () => void } | null = null;
  #stopped = false;

  /** @param epochMs monotonic time of unit 0, may be in the past; the tracks of one camera share it */
  constructor(clock: SimulatorClock, epochMs: number, loop: Loop, emit: (unit: LiveUnit) => void) {
    this.#clock = clock;
    this.#epochMs = epochMs;
    this.#loop = loop;
    this.#emit = emit;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Goes on with another loop, from its beginning. The frame rate must be the same, for time stamps to go on. */
  replace(loop: Loop): void {
    if (loop.clockRate !== this.#loop.clockRate || loop.periodMs !== this.#loop.periodMs) {
      throw new Error('the other clip has another frame rate');
    }
    this.#loop = loop;
    this.#loopBegan = this.#index;
  }

  /** Shifts time stamps from now on. */
  jump(seconds: number): void {
    this.#shiftSeconds += seconds;
  }

  /** How RTP time and UTC belong together now (RFC 3550, 6.4.1). */
  report(): SenderReport {
    const elapsedMs = this.#clock.monotonic() - this.#epochMs;
    return {
      ssrc: this.ssrc,
      utcMs: this.#clock.now(),
      rtpTimestamp: this.#timestamp(elapsedMs),
      packets: this.#packets,
      octets: this.#octets,
    };
  }

  #timestamp(elapsedMs: number): number {
    const ticks = Math.round((elapsedMs / 1000 + this.#shiftSeconds) * this.#loop.clockRate);
    return (((this.#baseTimestamp + ticks) % 2 ** 32) + 2 ** 32) % 2 ** 32;
  }

  #schedule(): void {
    if (this.#stopped) return;
    const dueMs = this.#epochMs + this.#index * this.#loop.periodMs;
    this.#timer = this.#clock.after(Math.max(0, dueMs - this.#clock.monotonic()), () => this.#tick());
  }

  #tick(): void {
    const elapsedMs = this.#clock.monotonic() - this.#epochMs;
    if (elapsedMs - this.#index * this.#loop.periodMs > LONGEST_LAG_MS) {
      this.#index = Math.floor(elapsedMs / this.#loop.periodMs);
      this.#gap = true;
    }
    this.#send();
    this.#index += 1;
    this.#schedule();
  }

  #send(): void {
    const position = this.#index - this.#loopBegan;
    const frame = position % this.#loop.units.length;
    const unit = this.#loop.units[frame];
    if (unit === undefined) throw new Error('an empty loop');
    const { offsets } = unit.template;
    const timestamp = this.#timestamp(this.#index * this.#loop.periodMs);
    const stamped = stampPackets(unit.template, { sequence: this.#sequence, timestamp, ssrc: this.ssrc });
    this.#sequence = (this.#sequence + offsets.length) & 0xffff;
    this.#packets += offsets.length;
    this.#octets += stamped.length - offsets.length * 16;
    const channels = new Map<number, Buffer>([[0, stamped]]);
    const wire = (channel: number): Buffer => {
      const known = channels.get(channel);
      if (known !== undefined) return known;
      const made = onChannel(stamped, offsets, channel);
      channels.set(channel, made);
      return made;
    };
    const loop = Math.floor(position / this.#loop.units.length);
    const afterGap = this.#gap;
    this.#gap = false;
    this.#emit({ kind: this.#loop.kind, key: unit.key, afterGap, offsets, frame, loop, index: this.#index, wire });
  }
}
