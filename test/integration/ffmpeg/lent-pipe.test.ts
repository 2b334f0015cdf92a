import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { FfmpegProcess, openLentPipe, type FfmpegBinary, type FfmpegExit } from '../../../src/engine/ffmpeg/index.ts';
import { eventually } from '../../support/eventually.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-lent-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

async function run(path: string, onBytes: (bytes: Buffer) => void): Promise<FfmpegExit> {
  const binary: FfmpegBinary = {
    path,
    version: 'fake',
    libavformat: [59, 27],
    encoders: { x264: true, aac: true },
    resolvesNames: true,
    launcher: [],
  };
  const lent = await openLentPipe();
  if (lent === null) throw new Error('no pipe could be made');
  const signal = new AbortController().signal;
  const process = new FfmpegProcess({
    ...{ binary, args: [], clock: systemClock, signal, mask: (line) => line, lent },
    outputs: { 1: onBytes, 5: () => undefined },
  });
  return process.exit;
}

const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

describe.skipIf(process.platform !== 'linux')('a pipe that is read into the same memory', () => {
  it('brings every byte in order, up to the last before the end', async () => {
    const read: Buffer[] = [];
    const memories = new Set<ArrayBufferLike>();
    const exit = await run(await script('count', 'seq 1 400000; printf end'), (bytes) => {
      read.push(Buffer.from(bytes));
      memories.add(bytes.buffer);
    });
    const expected = `${Array.from({ length: 400_000 }, (_, at) => `${at + 1}\n`).join('')}end`;
    expect(exit.code).toBe(0);
    expect(Buffer.concat(read).toString() === expected).toBe(true);
    expect(read.length).toBeGreaterThan(5);
    expect(memories.size).toBe(1);
  });

  it('is blocking for the program, as a pipe is', async () => {
    let flags = '';
    await run(
      await script('flags', 'exec 7</proc/self/fdinfo/1; grep flags <&7'),
      (bytes) => (flags += bytes.toString()),
    );
    expect(Number.parseInt(/flags:\s*(\d+)/.exec(flags)?.[1] ?? '', 8) & 0o4000).toBe(0);
    expect(flags).toMatch(/^flags:/);
  });

  it('has ended only when the program, and not a moment before, is done', async () => {
    const times: string[] = [];
    const exit = await run(await script('late', 'printf a; sleep 0.3; printf b; exit 7'), (bytes) =>
      times.push(bytes.toString()),
    );
    expect({ code: exit.code, text: times.join('') }).toEqual({ code: 7, text: 'ab' });
  });

  it('leaves no file open and nothing on the disk over many runs, of which some cannot be started', async () => {
    const good = await script('short', 'printf x');
    await run(good, () => undefined);
    const before = await openFiles();
    const folders = (await readdir(tmpdir())).length;
    let bytes = 0;
    let failed = 0;
    for (let at = 0; at < 50; at += 1) {
      const exit = await run(at % 5 === 0 ? join(folder, 'absent') : good, (read) => (bytes += read.length));
      if (exit.notStarted) failed += 1;
    }
    expect({ bytes, failed }).toEqual({ bytes: 40, failed: 10 });
    await eventually('all to be closed', async () => (await openFiles()) <= before);
    expect((await readdir(tmpdir())).filter((name) => /^vigil-.{6}$/.test(name)).length).toBeLessThanOrEqual(folders);
  });
});
