import type { VideoCodec } from './annexb.ts';

/** Bytes of RTP payload that fit an Ethernet frame with room for tunnels. */
export const MAX_PAYLOAD = 1400;
const RTP_HEADER = 12;
const INTERLEAVED_HEADER = 4;

/** Packets of one unit (a picture, an audio frame) as they go over TCP (RFC 2326, 10.12); numbers are still to be stamped. */
export interface PacketTemplate {
  readonly wire: Buffer;
  /** Places in `wire` where a packet's `$` stands. */
  readonly offsets: readonly number[];
}

/** Fields that differ from send to send. */
export interface Stamp {
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

/** RTP payloads of H.264 NAL units: whole (RFC 6184, 5.6) or in fragments FU-A (5.8). */
function h264Payloads(nal: Buffer): Buffer[] {
  if (nal.length <= MAX_PAYLOAD) return [nal];
  const header = nal[0] ?? 0;
  return fragments(nal.subarray(1), MAX_PAYLOAD - 2, (edge) => [(header & 0xe0) | 28, edge | (header & 0x1f)]);
}

/** RTP payloads of H.265 NAL units: whole (RFC 7798, 4.4.1) or in fragments FU (4.4.3). */
function h265Payloads(nal: Buffer): Buffer[] {
  if (nal.length <= MAX_PAYLOAD) return [nal];
  const [first = 0, second = 0] = nal;
  const type = (first >> 1) & 0x3f;
  return fragments(nal.subarray(2), MAX_PAYLOAD - 3, (edge) => [(first & 0x81) | (49 << 1), second, edge | type]);
}

function fragments(body: Buffer, size: number, header: (edge: number) => number[]): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const edge = at === 0 ? 0x80 : at + size >= body.length ? 0x40 : 0;
    payloads.push(Buffer.concat([Buffer.from(header(edge)), body.subarray(at, at + size)]));
  }
  return payloads;
}

/** RTP payloads of one picture. */
export function videoPayloads(codec: VideoCodec, nals: readonly Buffer[]): Buffer[] {
  return nals.flatMap(codec === 'h264' ? h264Payloads : h265Payloads);
}

/** RTP payload of one AAC frame, mode AAC-hbr (RFC 3640, 3.3.6): a 13-bit size and a 3-bit index before it. */
export function aacPayload(frame: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(16, 0);
  header.writeUInt16BE(frame.length << 3, 2);
  return Buffer.concat([header, frame]);
}

/** Packets (RFC 3550, 5.1) of payloads that belong together; the last bears the marker bit if `marker`. */
export function packetTemplate(payloads: readonly Buffer[], payloadType: number, marker: boolean): PacketTemplate {
  const offsets: number[] = [];
  const parts: Buffer[] = [];
  let at = 0;
  payloads.forEach((payload, index) => {
    const head = Buffer.alloc(INTERLEAVED_HEADER + RTP_HEADER);
    head[0] = 0x24;
    head.writeUInt16BE(RTP_HEADER + payload.length, 2);
    head[4] = 0x80;
    head[5] = payloadType | (marker && index === payloads.length - 1 ? 0x80 : 0);
    offsets.push(at);
    parts.push(head, payload);
    at += head.length + payload.length;
  });
  return { wire: Buffer.concat(parts), offsets };
}

/** A copy of the packets with numbers filled in, for interleaved channel 0. */
export function stampPackets(template: PacketTemplate, stamp: Stamp): Buffer {
  const wire = Buffer.from(template.wire);
  template.offsets.forEach((offset, index) => {
    wire.writeUInt16BE((stamp.sequence + index) & 0xffff, offset + 6);
    wire.writeUInt32BE(stamp.timestamp >>> 0, offset + 8);
    wire.writeUInt32BE(stamp.ssrc >>> 0, offset + 12);
  });
  return wire;
}

/** A copy of stamped packets for another interleaved channel. */
export function onChannel(wire: Buffer, offsets: readonly number[], channel: number): Buffer {
  const copy = Buffer.from(wire);
  for (const offset of offsets) copy[offset + 1] = channel;
  return copy;
}

/** The bare RTP packets in a stamped wire buffer. */
export function barePackets(wire: Buffer, offsets: readonly number[]): Buffer[] {
  return offsets.map((offset, index) => wire.subarray(offset + INTERLEAVED_HEADER, offsets[index + 1] ?? wire.length));
}

const NTP_EPOCH_OFFSET_S = 2_208_988_800;

export interface SenderReport {
  readonly ssrc: number;
  readonly utcMs: number;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** RTCP sender report and a source description with a CNAME (RFC 3550, 6.4.1 and 6.5), one compound packet. */
export function senderReport(report: SenderReport): Buffer {
  const packet = Buffer.alloc(28 + 20);
  packet.writeUInt32BE(0x80c80006, 0);
  packet.writeUInt32BE(report.ssrc >>> 0, 4);
  const seconds = Math.floor(report.utcMs / 1000);
  packet.writeUInt32BE((seconds + NTP_EPOCH_OFFSET_S) >>> 0, 8);
  packet.writeUInt32BE(Math.floor(((report.utcMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0, 12);
  packet.writeUInt32BE(report.rtpTimestamp >>> 0, 16);
  packet.writeUInt32BE(report.packets >>> 0, 20);
  packet.writeUInt32BE(report.octets >>> 0, 24);
  packet.writeUInt32BE(0x81ca0004, 28);
  packet.writeUInt32BE(report.ssrc >>> 0, 32);
  packet[36] = 1;
  packet[37] = 9;
  packet.write('simulator', 38, 'latin1');
  return packet;
}
