import { describe, expect, it } from 'vitest';
import { readFrameTime, readVideoTrack } from '../../../src/renderer/live/player/fragment.ts';

function box(type: string, ...content: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const body = content.flatMap((part) => [...part]);
  const size = body.length + 8;
  return new Uint8Array([...u32(size), ...new TextEncoder().encode(type), ...body]);
}
function u32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function trak(id: number, handler: string, timescale: number): Uint8Array {
  const tkhd = box('tkhd', u32(0), u32(0), u32(0), u32(id));
  const mdhd = box('mdhd', u32(0), u32(0), u32(0), u32(timescale), u32(0));
  const hdlr = box('hdlr', u32(0), u32(0), new TextEncoder().encode(handler));
  return box('trak', tkhd, box('mdia', mdhd, hdlr));
}

const audioFirst = box('moov', trak(1, 'soun', 16_000), trak(2, 'vide', 15_360));
const video = { id: 2, timescale: 15_360 };

function moof(track: number, tfdt: readonly number[], trun: readonly number[]): Uint8Array {
  return box('moof', box('traf', box('tfhd', u32(0x20000), u32(track)), box('tfdt', tfdt), box('trun', trun)));
}

describe('times of fragments', () => {
  it('finds the video track behind the audio track', () => {
    expect(readVideoTrack(audioFirst)).toEqual(video);
  });

  it.each([
    ['32-bit time', [...u32(0), ...u32(15_360)], [...u32(0), ...u32(1)], 1],
    ['64-bit time beyond 32 bits', [...u32(0x1000000), ...u32(1), ...u32(0)], [...u32(0), ...u32(1)], 2 ** 32 / 15_360],
    // A signed offset of version 1 behind data offset, duration and size.
    [
      'negative composition offset',
      [...u32(0), ...u32(15_360)],
      [...u32(0x01000b01), ...u32(1), ...u32(8), ...u32(1024), ...u32(99), ...u32(-7680 >>> 0)],
      0.5,
    ],
  ])('reads a %s', (_case, tfdt, trun, seconds) => {
    expect(readFrameTime(moof(2, tfdt, trun), video)?.shown).toBeCloseTo(seconds, 9);
  });

  it('has no time for an audio fragment', () => {
    expect(readFrameTime(moof(1, [...u32(0), ...u32(5)], [...u32(0), ...u32(1)]), video)).toBeNull();
  });

  it('answers null, and never throws, for bytes cut anywhere or overwritten', () => {
    const whole = moof(2, [...u32(0), ...u32(15_360)], [...u32(0x800), ...u32(1), ...u32(10)]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(readFrameTime(whole.slice(0, length), video)).toBeNull();
    }
    for (let at = 0; at < audioFirst.length; at += 1) {
      const hurt = Uint8Array.from(audioFirst, (byte, index) => (index === at ? 0xff : byte));
      expect(() => readVideoTrack(hurt)).not.toThrow();
    }
  });
});
