import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Attendant } from './camera.ts';
import type { Behaviour } from './faults.ts';
import type { LiveUnit } from './live-track.ts';
import { barePackets, senderReport, type SenderReport } from './rtp.ts';
import type { UdpPair } from './udp.ts';

/** Where the packets of one track go. */
export type TrackTransport =
  | { readonly kind: 'tcp'; readonly channel: number }
  | { readonly kind: 'udp'; readonly address: string; readonly rtpPort: number; readonly rtcpPort: number };

/** A client that has this much unsent is too slow: it gets nothing more until it has caught up, then a key frame. */
const MAX_UNSENT_BYTES = 2 * 1024 * 1024;
const DRIP_TURN_MS = 100;
const MAX_DRIP_BYTES = 65_536;

/** What one client has set up: its tracks, and how packets get to it. */
export class Session implements Attendant {
  readonly id = randomBytes(6).toString('hex');
  readonly tracks = new Map<number, TrackTransport>();
  /** Leaves the stream; null until PLAY. */
  leave: (() => void) | null = null;
  readonly #socket: Socket;
  readonly #udp: UdpPair;
  readonly #dripRate: () => number;
  readonly #after: (delayMs: number, callback: () => void) => { readonly cancel: () => void };
  #awaitKey = true;
  #dripping: { bytes: Buffer; timer: { readonly cancel: () => void } } | null = null;
  /** Pictures and audio frames that this client was too slow for. */
  dropped = 0;

  constructor(
    socket: Socket,
    udp: UdpPair,
    dripRate: () => number,
    after: (delayMs: number, callback: () => void) => { readonly cancel: () => void },
  ) {
    this.#socket = socket;
    this.#udp = udp;
    this.#dripRate = dripRate;
    this.#after = after;
  }

  unit(track: number, unit: LiveUnit, media: Behaviour['media']): void {
    const transport = this.tracks.get(track);
    if (media === 'none' || unit.afterGap) this.#awaitKey = true;
    if (transport === undefined || media === 'none') return;
    // Audio waits for the first picture, so that a recording begins with both.
    if (this.#awaitKey && this.tracks.has(0)) {
      if (unit.kind !== 'video' || !unit.key) return;
      this.#awaitKey = false;
    }
    if (transport.kind === 'udp') {
      if (media !== 'drip') this.#sendUdp(transport, unit, media);
      return;
    }
    const wire = unit.wire(transport.channel);
    if (media !== 'drip') this.#endDrip();
    if (media === 'drip') this.#drip(wire);
    else this.#sendTcp(media === 'garbage' ? randomBytes(wire.length) : wire);
  }

  report(track: number, report: SenderReport, media: Behaviour['media']): void {
    const transport = this.tracks.get(track);
    if (transport === undefined || media !== 'send') return;
    const packet = senderReport(report);
    if (transport.kind === 'udp') {
      this.#udp.sendRtcp(packet, transport.rtcpPort, transport.address);
      return;
    }
    this.#endDrip();
    const head = Buffer.from([0x24, transport.channel + 1, packet.length >> 8, packet.length & 0xff]);
    if (this.#socket.writableLength <= MAX_UNSENT_BYTES) this.#socket.write(Buffer.concat([head, packet]));
  }

  end(how: 'close' | 'reset'): void {
    this.stop();
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.end();
  }

  /** Leaves the stream; the connection stays. */
  stop(): void {
    this.leave?.();
    this.leave = null;
    this.#dripping?.timer.cancel();
    this.#dripping = null;
  }

  #sendTcp(bytes: Buffer): void {
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) {
      this.dropped += 1;
      this.#awaitKey = true;
      return;
    }
    this.#socket.write(bytes);
  }

  #sendUdp(transport: TrackTransport & { kind: 'udp' }, unit: LiveUnit, media: 'send' | 'garbage'): void {
    const packets = barePackets(unit.wire(0), unit.offsets);
    const wanted = media === 'garbage' ? packets.map((packet) => randomBytes(packet.length)) : packets;
    this.#udp.sendRtp(wanted, transport.rtpPort, transport.address);
  }

  #drip(wire: Buffer): void {
    if (this.#dripping === null) {
      this.#dripping = { bytes: wire, timer: this.#after(DRIP_TURN_MS, () => this.#dripTurn()) };
    } else if (this.#dripping.bytes.length < MAX_DRIP_BYTES) {
      this.#dripping.bytes = Buffer.concat([this.#dripping.bytes, wire]);
    } else {
      this.#awaitKey = true;
    }
  }

  #dripTurn(): void {
    const dripping = this.#dripping;
    const rate = this.#dripRate();
    if (dripping === null || rate <= 0) {
      this.#endDrip();
      return;
    }
    const count = Math.max(1, Math.round((rate * DRIP_TURN_MS) / 1000));
    this.#socket.write(dripping.bytes.subarray(0, count));
    dripping.bytes = dripping.bytes.subarray(count);
    dripping.timer = this.#after(DRIP_TURN_MS, () => this.#dripTurn());
  }

  /** After healing, what is left goes out at once: a packet must not end in its middle. */
  #endDrip(): void {
    const dripping = this.#dripping;
    if (dripping === null) return;
    dripping.timer.cancel();
    this.#dripping = null;
    this.#socket.write(dripping.bytes);
  }
}
