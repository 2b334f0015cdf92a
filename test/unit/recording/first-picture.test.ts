import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFragment, parseInitSegment } from '../../../src/engine/media/index.ts';
import { FileIndex } from '../../../src/engine/recording/file-index.ts';
import { fragment, videoInit } from '../../support/mp4.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-first-picture-'));
  path = join(folder, 'run-00000.mp4');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Fragments of one picture each, at these milliseconds. */
const pictures = (...times: readonly number[]): Buffer =>
  Buffer.concat(
    times.map((time, at) => fragment({ time, key: at === 0, duration: (times[at + 1] ?? time + 66) - time })),
  );
const write = (...times: readonly number[]): void =>
  writeFileSync(path, Buffer.concat([videoInit(), pictures(...times)]));

/** What the file itself says of its first picture. */
function firstInFile(): { time: number; duration: number } {
  const bytes = readFileSync(path);
  const init = parseInitSegment(bytes);
  if (!init.ok) throw new Error(init.why);
  const parsed = parseFragment(bytes.subarray(videoInit().length), init.value);
  if (!parsed.ok || parsed.value.video === null) throw new Error('no video');
  return { time: parsed.value.video.baseDecodeTime, duration: parsed.value.video.duration };
}

async function indexed(firstOfRun = true, arrival = false): Promise<FileIndex> {
  const index = new FileIndex({ firstOfRun, arrival });
  await index.advance(path);
  return index;
}

describe('the first picture of a run', () => {
  it('that ffmpeg has put at the start of the run gets the time that those behind it tell, in the file and in the index', async () => {
    write(0, 1842, 1908, 1974);
    const index = await indexed();
    expect(firstInFile()).toEqual({ time: 1776, duration: 66 });
    expect(index.mediaStartMs).toBe(1776);
    expect(index.parts.all()).toMatchObject([{ startMs: 0, durationMs: 264 }]);
    expect(index.begun).toBe(true);
  });

  it('is mended once: a second look, and one by another start, find nothing to do', async () => {
    write(0, 1842, 1908);
    await indexed();
    const mended = readFileSync(path);
    const index = await indexed();
    expect(readFileSync(path).equals(mended)).toBe(true);
    expect(index.mediaStartMs).toBe(1776);
  });

  it('is not believed before the second has come', async () => {
    write(0);
    const index = new FileIndex({ firstOfRun: true });
    await index.advance(path);
    expect(index.begun).toBe(false);
    write(0, 1842, 1908);
    await index.advance(path);
    expect(index.begun).toBe(true);
    expect(index.mediaStartMs).toBe(1776);
  });

  it('is mended where ffmpeg read nothing for a second, while it opened the sub stream, behind the third picture', async () => {
    // Taken from a file of ffmpeg 5.1: two pictures are in the second fragment, and the rest came at once.
    const rest = [1600, 1601, 1602].map((time) => fragment({ time, duration: 1 }));
    const second = fragment({ time: 533, durations: [67, 1000] });
    writeFileSync(path, Buffer.concat([videoInit(), fragment({ time: 0, key: true, duration: 533 }), second, ...rest]));
    const index = await indexed();
    expect(firstInFile()).toEqual({ time: 466, duration: 67 });
    expect(index.mediaStartMs).toBe(466);
  });

  it('is mended where ffmpeg read nothing behind the second picture, once the third tells how long pictures last', async () => {
    write(0, 533);
    const index = await indexed();
    expect(index.begun).toBe(true);
    write(0, 533, 1600, 1601, 1602);
    expect((await indexed()).mediaStartMs).toBe(532);
    expect(firstInFile()).toEqual({ time: 532, duration: 1 });
  });

  it('of a camera of one picture a second is mended where time stamps are known to be arrivals', async () => {
    write(0, 1300, 2300, 3300);
    expect((await indexed(true, false)).mediaStartMs).toBe(0);
    expect((await indexed(true, true)).mediaStartMs).toBe(300);
  });

  it.each([
    ['a camera of 15 pictures a second', [500, 566, 632, 698]],
    ['a camera of one picture in two seconds', [0, 2000, 4000, 6000]],
    ['a start that jitters', [0, 150, 216]],
  ])('stays where it is with %s', async (_, times) => {
    write(...times);
    const before = readFileSync(path);
    const index = await indexed();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(index.mediaStartMs).toBe(times[0]);
  });

  it('of a later file of the run is left alone', async () => {
    write(0, 1842, 1908);
    expect((await indexed(false)).mediaStartMs).toBe(0);
    expect(firstInFile()).toEqual({ time: 0, duration: 1842 });
  });
});
