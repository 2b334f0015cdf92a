import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { ChildLedger } from '../../../src/engine/ffmpeg/index.ts';
import { layFoundation } from '../../../src/engine/foundation.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import type { EngineOptions } from '../../../src/engine/engine.ts';
import { isAlive } from '../../support/processes.ts';

const logger = createLogger({ level: 'silent' });
const MARK = 'run-of-a-test-that-waits';
const BROKEN = '{ "http": 5 }';

let folder: string;
let child: ChildProcess;
let holder: Catalog;

/** What an ffmpeg of a running Vigil is to the ledger: a process whose command line holds the id of its run. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-foundation-'));
  child = spawn(process.execPath, ['-e', 'process.stdin.resume()', MARK], { stdio: ['pipe', 'ignore', 'ignore'] });
  new ChildLedger(join(folder, 'children.json'), logger).add(child.pid!, MARK);
  writeFileSync(join(folder, 'settings.json'), BROKEN);
  holder = openCatalog(join(folder, 'vigil.db'), { logger });
});

afterEach(async () => {
  holder.close();
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

const options = (): EngineOptions => ({
  dataDir: folder,
  rendererDir: folder,
  modelsDir: folder,
  version: '0',
  host: { secrets: { seal: (plain) => Buffer.from(plain), open: (sealed) => Buffer.from(sealed).toString() } },
  logger,
});
const brokenOnes = () => readdirSync(folder).filter((name) => name.includes('broken'));

describe('a start on a data folder that another Vigil uses', () => {
  it('is refused and ends none of the processes that the other one runs', async () => {
    await expect(layFoundation(options())).rejects.toMatchObject({ fault: 'in_use' });
    expect(isAlive(child.pid!)).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'children.json'), 'utf8'))).toEqual([{ pid: child.pid, mark: MARK }]);
  });

  it('leaves broken settings as they are, and puts no copy aside', async () => {
    await expect(layFoundation(options())).rejects.toMatchObject({ fault: 'in_use' });
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(BROKEN);
    expect(brokenOnes()).toEqual([]);
  });
});

describe('a start on a data folder that nobody uses any more', () => {
  it('ends what the earlier one has left, and keeps a copy of broken settings', async () => {
    holder.close();
    const exited = once(child, 'exit');
    const { catalog, door } = await layFoundation(options());
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(brokenOnes()).toHaveLength(1);
    catalog.close();
    await door?.close();
  });

  it('lets go of the catalog when it cannot go on', async () => {
    holder.close();
    rmSync(join(folder, 'settings.json'));
    // A folder cannot be read as a file.
    mkdirSync(join(folder, 'settings.json'));
    await expect(layFoundation(options())).rejects.toMatchObject({ code: 'EISDIR' });
    expect(existsSync(join(folder, 'vigil.db'))).toBe(true);
    openCatalog(join(folder, 'vigil.db'), { logger }).close();
  });
});
