import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChildLedger } from '../../../src/engine/ffmpeg/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const [ffmpeg] = testFfmpegs();
const logger = createLogger({ level: 'silent' });

describe.skipIf(ffmpeg === undefined)('an ffmpeg that a killed host has left', () => {
  let folder: string;
  let path: string;
  let child: ChildProcess;
  let mark: string;
  const exit = (): Promise<NodeJS.Signals | null> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(child.signalCode);
      else child.once('exit', (_code, signal) => resolve(signal));
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-ledger-'));
    path = join(folder, 'children.json');
    mark = join(folder, 'growing-%05d.mp4');
    const args = ['-f', 'lavfi', '-re', '-i', 'color=s=16x16:r=1', '-f', 'segment', mark];
    child = spawn(ffmpeg!.path, args, { stdio: 'ignore' });
  });

  afterEach(async () => {
    child.kill('SIGKILL');
    await exit();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is ended by the next start', async () => {
    new ChildLedger(path, logger).add(child.pid!, mark);
    expect(await new ChildLedger(path, logger).endLeft()).toBe(1);
    expect(await exit()).toBe('SIGKILL');
  });

  it('is left alone when its number belongs to another process now', async () => {
    new ChildLedger(path, logger).add(child.pid!, join(folder, 'another-%05d.mp4'));
    expect(await new ChildLedger(path, logger).endLeft()).toBe(0);
    expect(child.exitCode).toBeNull();
  });

  it('is forgotten once it has gone; a list that is broken costs nothing', async () => {
    const ledger = new ChildLedger(path, logger);
    ledger.add(child.pid!, mark);
    expect(existsSync(path)).toBe(true);
    ledger.remove(child.pid!);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, '[{"pid":1,');
    expect(await ledger.endLeft()).toBe(0);
  });
});
