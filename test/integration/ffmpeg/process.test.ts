import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { FfmpegProcess, probeFfmpeg, type FfmpegBinary } from '../../../src/engine/ffmpeg/index.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const fake: FfmpegBinary = {
  path: '',
  version: 'fake',
  libavformat: [59, 27],
  encoders: { x264: true, aac: true },
  resolvesNames: true,
  launcher: [],
};
const never = new AbortController().signal;
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-process-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An ffmpeg that does what a shell script says. */
async function fakeFfmpeg(name: string, script: string): Promise<FfmpegBinary> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return { ...fake, path };
}

const unixOnly = process.platform === 'win32';

describe.skipIf(unixOnly).concurrent('a run of ffmpeg', () => {
  const run = (binary: FfmpegBinary, clock = new FakeClock(), log: string[] = []): FfmpegProcess =>
    new FfmpegProcess({
      binary,
      args: [],
      clock,
      signal: never,
      mask: (line) => line,
      onLog: (line) => log.push(line),
    });

  it('ends when it is asked by its keyboard', async () => {
    const child = run(await fakeFfmpeg('polite', 'head -c 1 >&2; exit 0'));
    const exit = await child.end();
    expect(exit).toMatchObject({ code: 0, signal: null, asked: true, log: ['q'] });
  });

  it('that heeds neither the keyboard nor SIGTERM is killed after 5 s, and its children with it', async () => {
    const clock = new FakeClock();
    const log: string[] = [];
    const child = run(
      await fakeFfmpeg('deaf', "trap '' TERM; sleep 600 & echo child $! >&2; wait; wait; wait"),
      clock,
      log,
    );
    const line = await eventually('the fake says its child', () => log.find((text) => text.startsWith('child ')));
    const grandchild = Number(line.slice(6));
    const ended = child.end();
    await clock.advance(4999);
    expect([isAlive(child.pid ?? 0), isAlive(grandchild)]).toEqual([true, true]);
    await clock.advance(1);
    expect(await ended).toMatchObject({ signal: 'SIGKILL', asked: true });
    await eventually('its child is gone', () => !isAlive(grandchild));
  });

  it('that was stopped by a signal can be ended all the same', async () => {
    const clock = new FakeClock();
    const child = run(await fakeFfmpeg('stopped', 'sleep 600'), clock);
    process.kill(child.pid ?? 0, 'SIGSTOP');
    const ended = child.end();
    await clock.advance(5000);
    expect((await ended).signal).toBe('SIGKILL');
  });

  it('is over even when a child of its own keeps the pipes open', async () => {
    const clock = new FakeClock();
    const log: string[] = [];
    const child = run(await fakeFfmpeg('parent', 'sleep 600 & echo child $! >&2; exit 3'), clock, log);
    const line = await eventually('the fake says its child', () => log.find((text) => text.startsWith('child ')));
    await eventually('the process is gone, the pipes are not', () => clock.pendingCount() === 1);
    await clock.advance(1000);
    expect(await child.exit).toMatchObject({ code: 3, asked: false });
    await eventually('the child is gone too', () => !isAlive(Number(line.slice(6))));
  });

  it('that cannot be started says so', async () => {
    const exit = await run({ ...fake, path: join(folder, 'absent') }).exit;
    expect(exit).toMatchObject({ notStarted: true, code: null, asked: false });
    expect(exit.log.join()).toContain('ENOENT');
  });

  it('shows its log only masked, the last 100 lines', async () => {
    const binary = await fakeFfmpeg('chatty', 'for i in $(seq 1 150); do echo "line $i geheim" >&2; done; exit 1');
    const child = new FfmpegProcess({
      binary,
      args: [],
      clock: systemClock,
      signal: never,
      mask: (line) => line.replace('geheim', '***'),
    });
    const { log } = await child.exit;
    expect([log.length, log[0], log.at(-1)]).toEqual([100, 'line 51 ***', 'line 150 ***']);
  });
});

describe.skipIf(process.platform !== 'linux').concurrent('when the host is killed', () => {
  it.each(testFfmpegs())('no $name is left', async ({ path }) => {
    const probe = await probeFfmpeg(path);
    if (!probe.ok) throw new Error(probe.problem);
    expect(probe.binary.launcher, 'setpriv is here').not.toEqual([]);
    const door = join(import.meta.dirname, '../../../src/engine');
    const script = join(folder, `host-${Math.abs(probe.binary.libavformat[0])}.ts`);
    await writeFile(
      script,
      `import { FfmpegProcess } from '${door}/ffmpeg/index.ts';
       import { systemClock } from '${door}/clock.ts';
       const args = ['-hide_banner', '-re', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=5', '-f', 'null', '-'];
       const child = new FfmpegProcess({ binary: ${JSON.stringify(probe.binary)}, args, clock: systemClock,
         signal: new AbortController().signal, mask: (line) => line, onLog: (line) => {
           if (line.startsWith('Output')) console.log(child.pid);
         } });`,
    );
    const host = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [bytes] = (await once(host.stdout, 'data')) as [Buffer];
    const pid = Number(bytes.toString());
    expect(isAlive(pid)).toBe(true);
    host.kill('SIGKILL');
    await eventually('ffmpeg is gone', () => !isAlive(pid), { timeoutMs: 5000 });
  });
});
