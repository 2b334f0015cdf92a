import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { i420Bytes, NutReader, type RawPicture } from '../../../src/engine/media/index.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

/** Ten pictures a second, the n-th of luma 16 + n, the first at 1.234 s. */
function nutOf(ffmpeg: string, size: string): Buffer {
  const source = `nullsrc=s=${size}:r=10:d=3,format=yuv420p,geq=lum=16+N:cb=100:cr=150,settb=1/1000,setpts=PTS+1234`;
  const args = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    '-map',
    '0:v:0',
    '-c:v',
    'rawvideo',
    '-vsync',
    'passthrough',
    '-copyts',
  ];
  args.push('-enc_time_base', '1:1000', '-f', 'fifo', '-fifo_format', 'nut', '-queue_size', '60');
  args.push('-format_opts', 'flush_packets=1:write_index=0', 'pipe:1');
  return execFileSync(ffmpeg, args, { maxBuffer: 50_000_000 });
}

function read(bytes: Buffer, chunk: number): { pictures: RawPicture[]; broken: string | null } {
  const pictures: RawPicture[] = [];
  const reader = new NutReader({
    allocate: (sizeBytes) => Buffer.alloc(sizeBytes),
    onPicture: (picture) => pictures.push(picture),
  });
  // As of a pipe: each piece lies where the one before it lay.
  const memory = Buffer.alloc(chunk);
  for (let at = 0; at < bytes.length; at += chunk) {
    const count = bytes.copy(memory, 0, at, at + chunk);
    reader.push(memory.subarray(0, count));
  }
  return { pictures, broken: reader.broken };
}

describe.each(testFfmpegs())('pictures from $name', ({ path }) => {
  it.each([
    ['160x90', 65_536],
    ['160x90', 1],
    ['162x91', 7777],
    ['16x2', 3],
  ])('of %s come whole and with their times, in pieces of %i bytes', (size, chunk) => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    const { pictures, broken } = read(nutOf(path, size), chunk);
    expect(broken).toBeNull();
    expect(pictures.map(({ mediaMs }) => Math.round(mediaMs))).toEqual(
      Array.from({ length: 30 }, (_, at) => 1234 + at * 100),
    );
    for (const [at, { data, ...shape }] of pictures.entries()) {
      expect(shape).toMatchObject({ width, height });
      expect(data).toHaveLength(i420Bytes(width, height));
      expect(new Set(data.subarray(0, width * height))).toEqual(new Set([16 + at]));
      expect(data.at(-1)).toBe(150);
    }
  });

  it('that are cut off or garbled are an error value, not a throw, and what came before stands', () => {
    const whole = nutOf(path, '160x90');
    expect(read(whole.subarray(0, whole.length - 10_000), 5000)).toMatchObject({ broken: null });
    expect(read(Buffer.from('not what it should be, by far'), 5).broken).toBe('not NUT');
    const garbled = Buffer.from(whole);
    garbled.fill(0xff, 30_000, 90_000);
    const { pictures, broken } = read(garbled, 4096);
    expect(broken).not.toBeNull();
    expect(pictures[0]?.mediaMs).toBeCloseTo(1234, 0);
  });
});
