import { describe, expect, it } from 'vitest';
import { accessUnits, splitAnnexB } from '../../../src/simulator/annexb.ts';
import { readAdts, readMuLaw } from '../../../src/simulator/audio.ts';
import {
  aacPayload,
  barePackets,
  MAX_PAYLOAD,
  onChannel,
  packetTemplate,
  senderReport,
  stampPackets,
  videoPayloads,
} from '../../../src/simulator/rtp.ts';

const START = Buffer.from([0, 0, 0, 1]);

function annexB(...nals: number[][]): Buffer {
  return Buffer.concat(nals.flatMap((nal) => [START, Buffer.from(nal)]));
}

describe('a byte stream', () => {
  it('falls into NAL units, with long and short start codes and zeros at the end', () => {
    const stream = Buffer.from([0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 3, 4, 0, 0, 0]);
    expect(splitAnnexB(stream).map((nal) => [...nal])).toEqual([
      [0x67, 1, 2],
      [0x68, 3, 4],
    ]);
  });

  it('falls into pictures of H.264; each key picture begins with the parameter sets', () => {
    const { units, parameterSets } = accessUnits(
      'h264',
      annexB(
        [9, 16, 1],
        [0x67, 1, 1],
        [0x68, 2, 2],
        [0x65, 0x80, 1],
        [0x65, 0x40, 2],
        [9, 16, 1],
        [0x41, 0x80, 3],
        [0x65, 0x80, 4],
      ),
    );
    expect(parameterSets).toHaveLength(2);
    expect(units.map(({ key, nals }) => [key, nals.length])).toEqual([
      [true, 4],
      [false, 1],
      [true, 3],
    ]);
  });

  it('falls into pictures of H.265', () => {
    const { units } = accessUnits(
      'h265',
      annexB([0x40, 1, 1], [0x42, 1, 1], [0x44, 1, 1], [0x26, 1, 0x80], [0x02, 1, 0x80], [0x02, 1, 0x40]),
    );
    expect(units.map(({ key, nals }) => [key, nals.length])).toEqual([
      [true, 4],
      [false, 2],
    ]);
  });

  it('is refused when nothing can be decoded from its beginning', () => {
    expect(() => accessUnits('h264', annexB([0x41, 0x80, 3]))).toThrow('key frame');
    expect(() => accessUnits('h264', Buffer.from('nothing'))).toThrow('key frame');
  });
});

/** Puts fragments together again as RFC 6184, 5.8 and RFC 7798, 4.4.3 say. */
function rejoin(codec: 'h264' | 'h265', payloads: readonly Buffer[]): Buffer {
  const [first] = payloads;
  if (first === undefined) throw new Error('no payload');
  if (codec === 'h264') {
    const header = ((first[0] ?? 0) & 0xe0) | ((first[1] ?? 0) & 0x1f);
    return Buffer.concat([Buffer.from([header]), ...payloads.map((payload) => payload.subarray(2))]);
  }
  const header = ((first[0] ?? 0) & 0x81) | (((first[2] ?? 0) & 0x3f) << 1);
  return Buffer.concat([Buffer.from([header, first[1] ?? 0]), ...payloads.map((payload) => payload.subarray(3))]);
}

describe('RTP', () => {
  it.each([
    ['h264', [0x65, 0x88], 28],
    ['h265', [0x26, 0x01], 49],
  ] as const)('carries a large NAL unit of %s in fragments that give it back', (codec, head, type) => {
    for (const size of [MAX_PAYLOAD + 1, 3 * (MAX_PAYLOAD - 2) + 1, 10_000]) {
      const nal = Buffer.concat([Buffer.from(head), Buffer.alloc(size - 2, 7)]);
      const payloads = videoPayloads(codec, [nal]);
      const edges = payloads.map((payload) => (payload[codec === 'h264' ? 1 : 2] ?? 0) & 0xc0);
      expect(rejoin(codec, payloads).equals(nal)).toBe(true);
      expect(edges).toEqual([0x80, ...Array<number>(payloads.length - 2).fill(0), 0x40]);
      expect(payloads.every((payload) => payload.length <= MAX_PAYLOAD)).toBe(true);
      expect(codec === 'h264' ? (payloads[0]?.[0] ?? 0) & 0x1f : (payloads[0]?.[0] ?? 0) >> 1).toBe(type);
    }
  });

  it('counts packets up across the end of the range and marks the last of a picture', () => {
    const template = packetTemplate([Buffer.from('ab'), Buffer.from('cde')], 96, true);
    const wire = stampPackets(template, { sequence: 0xffff, timestamp: 2 ** 32 - 1, ssrc: 5 });
    const [one, two] = barePackets(wire, template.offsets);
    expect(one?.toString('hex')).toBe('8060ffffffffffff000000056162');
    expect(two?.toString('hex')).toBe('80e00000ffffffff00000005636465');
    expect(wire.subarray(0, 4).toString('hex')).toBe('2400000e');
  });

  it('leaves the packets of other clients alone when it makes those for another channel', () => {
    const template = packetTemplate([Buffer.from('ab')], 96, true);
    const wire = stampPackets(template, { sequence: 1, timestamp: 2, ssrc: 3 });
    const other = onChannel(wire, template.offsets, 6);
    expect([wire[1], other[1]]).toEqual([0, 6]);
  });

  it('says how its time belongs to UTC', () => {
    const report = senderReport({
      ssrc: 1,
      utcMs: Date.UTC(2026, 0, 1) + 500,
      rtpTimestamp: 90_000,
      packets: 3,
      octets: 4,
    });
    expect(report.readUInt32BE(8)).toBe(3_976_214_400);
    expect(report.readUInt32BE(12)).toBe(0x80000000);
    expect(report.readUInt32BE(16)).toBe(90_000);
    // Each part says its length in words less one; together they are the packet.
    expect((report.readUInt16BE(2) + 1) * 4 + (report.readUInt16BE(30) + 1) * 4).toBe(report.length);
  });
});

describe('audio', () => {
  /** AAC LC, 16 kHz, mono. */
  const adts = (bytes: number): Buffer => {
    const frame = Buffer.alloc(bytes + 7, 9);
    frame.writeUInt32BE(0xfff16040, 0);
    frame.writeUIntBE(((bytes + 7) << 5) | 0x1f, 3, 3);
    frame[3] = 0x40 | ((bytes + 7) >> 11);
    frame[6] = 0xfc;
    return frame;
  };

  it('falls into AAC frames with their configuration', () => {
    const clip = readAdts(Buffer.concat([adts(10), adts(200)]));
    expect(clip.frames.map((frame) => frame.length)).toEqual([10, 200]);
    expect([clip.sampleRateHz, clip.channels, clip.config?.toString('hex')]).toEqual([16_000, 1, '1408']);
  });

  it.each([
    ['nonsense', Buffer.from('not AAC at all')],
    ['a frame that is cut off', adts(100).subarray(0, 50)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s as AAC', (_what, bytes) => {
    expect(() => readAdts(bytes)).toThrow(/ADTS/);
  });

  it('sends an AAC frame with its size before it', () => {
    expect(aacPayload(Buffer.alloc(200)).subarray(0, 4).toString('hex')).toBe('00100640');
  });

  it('cuts mu-law into 40 ms and leaves a shorter rest out', () => {
    expect(readMuLaw(Buffer.alloc(1000)).frames.map((frame) => frame.length)).toEqual([320, 320, 320]);
    expect(() => readMuLaw(Buffer.alloc(10))).toThrow('too little audio');
  });
});
