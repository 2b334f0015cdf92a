import Database from 'better-sqlite3';
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCatalog } from '../../../src/engine/catalog/index.ts';
import { checkDataFolder } from '../../../src/engine/check-folder.ts';
import type { CheckReport } from '../../../src/engine/check/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createRecorder, type StoredSegment } from '../../../src/engine/recording/index.ts';
import { createRoots } from '../../../src/engine/storage/index.ts';
import { ffmpegs, recordFootage } from '../../support/footage.ts';
import { quiet } from '../../unit/catalog/catalog-fixture.ts';

const cameraId = 'abcdefghij01';
const [ffmpeg] = ffmpegs();
const program = join(import.meta.dirname, '../../../src/server/vigil.ts');

/** Six segments of a second, as the recorder leaves them. */
async function recordInto(folder: string): Promise<StoredSegment[]> {
  const catalog = openCatalog(join(folder, 'vigil.db'), { logger: quiet });
  const settings = () => [{ path: join(folder, 'recordings'), kind: 'fast' as const }];
  const roots = createRoots({ settings, places: catalog.places, logger: quiet });
  await roots.start();
  const recorder = createRecorder({ roots, store: catalog.segments, clock: systemClock, logger: quiet });
  const startedMs = Date.now();
  const id = `${startedMs.toString(36).padStart(8, '0')}test`;
  const run = { id, cameraId, cameraName: 'Gate', startedMs, hasSub: false, record: true };
  const options = { ffmpeg: ffmpeg!.path, run, place: recorder, sinks: [recorder], segmentSeconds: 1, frames: 60 };
  await (
    await recordFootage(options)
  ).ended;
  await recorder.stop();
  const rows = catalog.segments.segmentsInRange(cameraId, 0, Number.MAX_SAFE_INTEGER, 100);
  catalog.close();
  return rows;
}

describe.skipIf(ffmpeg === undefined)('the check of a stopped recorder', () => {
  let recorded: string;
  let rows: StoredSegment[];
  let folder: string;

  beforeAll(async () => {
    recorded = mkdtempSync(join(tmpdir(), 'vigil-check-'));
    rows = await recordInto(recorded);
  });
  afterAll(() => rmSync(recorded, { recursive: true, force: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vigil-check-'));
    cpSync(recorded, folder, { recursive: true, preserveTimestamps: true });
    sql(`UPDATE places SET location = '${join(folder, 'recordings')}'`);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (number: number): string => join(folder, 'recordings', rows[number]!.path);
  const quarantine = (): string[] => readdirSync(join(folder, 'recordings', '.quarantine'));

  function sql(...statements: string[]): void {
    const db = new Database(join(folder, 'vigil.db'));
    db.pragma('foreign_keys = OFF');
    for (const statement of statements) db.exec(statement);
    db.close();
  }

  async function look(options: { repair?: boolean; deep?: boolean } = {}): Promise<CheckReport> {
    const outcome = await checkDataFolder({ dataDir: folder, repair: false, deep: false, logger: quiet, ...options });
    if (outcome.kind !== 'checked') throw new Error(outcome.why);
    return outcome.report;
  }

  const kinds = ({ findings }: CheckReport['found']) => findings.map(({ kind, count }) => `${kind} ${count}`);

  /** Found without a change, mended, and clean then, however deep one looks. */
  async function expectMended(...expected: string[]): Promise<CheckReport> {
    expect(kinds((await look()).found)).toEqual(expected);
    const report = await look({ repair: true });
    expect(kinds(report.found)).toEqual(expected);
    expect(kinds(report.left)).toEqual([]);
    expect(kinds((await look({ deep: true })).found)).toEqual([]);
    return report;
  }

  it('finds nothing wrong with what the recorder left, and changes nothing', async () => {
    expect(rows.length).toBeGreaterThanOrEqual(5);
    const list = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const before = list();
    const { found, mended } = await look({ deep: true, repair: true });
    expect(found).toMatchObject({ rows: rows.length, files: rows.length, walked: rows.length, findings: [] });
    expect(mended).toBeNull();
    expect(list()).toEqual(before);
  });

  it('notes a recording as lost whose file is missing, and as there when it is back', async () => {
    renameSync(fileOf(1), join(folder, 'away.mp4'));
    await expectMended('missing_file 1');
    expect((await look()).found.lost).toBe(1);
    renameSync(join(folder, 'away.mp4'), fileOf(1));
    await expectMended('found_again 1');
  });

  it('takes a file without a row into the catalog', async () => {
    sql(`DELETE FROM segment_parts WHERE segment_id = 2`, `DELETE FROM segments WHERE id = 2`);
    const { found, left } = await expectMended('no_row 1');
    expect([found.rows, left.rows]).toEqual([rows.length - 1, rows.length]);
  });

  it('finishes what a killed recorder left half-written, and puts foreign files aside', async () => {
    const growing = join(folder, 'recordings', cameraId, '.growing');
    mkdirSync(growing, { recursive: true });
    cpSync(fileOf(0), join(growing, `aaaaaaaatest-00000.mp4`));
    writeFileSync(join(dirname(fileOf(0)), 'holiday.jpg'), 'x');
    expect(kinds((await look()).found)).toEqual(['unfinished 1', 'foreign 1']);
    expect(existsSync(join(growing, 'aaaaaaaatest-00000.mp4'))).toBe(true);
    expect(kinds((await look({ repair: true })).left)).toEqual([]);
    expect(quarantine()).toEqual([`${cameraId}_holiday.jpg`]);
  });

  it('lets the row follow its file where only the row is wrong', async () => {
    sql(
      `UPDATE segments SET size_bytes = size_bytes + 1, locked = 1 WHERE id = 1`,
      `UPDATE segment_parts SET parts = x'0199' WHERE segment_id = 2`,
      `DELETE FROM segment_parts WHERE segment_id = 3`,
    );
    const { mended } = await expectMended('wrong_size 1', 'bad_index 2');
    expect(mended).toEqual(['3 recordings indexed anew from their files']);
  });

  it('keeps the whole part of a damaged file in its place, all of it in the quarantine, and what is missing as a gap', async () => {
    const size = statSync(fileOf(2)).size;
    truncateSync(fileOf(2), size - 200);
    await expectMended('wrong_size 1', 'damaged 1');
    expect(quarantine()).toEqual([`${cameraId}_${rows[2]!.key}.mp4`]);
    expect(statSync(join(folder, 'recordings', '.quarantine', quarantine()[0]!)).size).toBe(size - 200);
    const kept = statSync(fileOf(2)).size;
    expect(kept).toBeGreaterThan(size / 2);
    expect(kept).toBeLessThan(size - 200);
    const db = new Database(join(folder, 'vigil.db'), { readonly: true });
    const gap = db.prepare("SELECT end_ms FROM gaps WHERE reason = 'unknown'").pluck().all();
    db.close();
    // Footage may overlap by some milliseconds.
    expect(gap).toEqual([Math.min(rows[2]!.startMs + rows[2]!.durationMs, rows[3]!.startMs)]);
  });

  it('takes a file without any whole footage out of replay', async () => {
    writeFileSync(fileOf(2), Buffer.alloc(rows[2]!.sizeBytes, 0x5a));
    await expectMended('damaged 1');
    expect(quarantine()).toHaveLength(1);
    expect((await look()).found.lost).toBe(1);
  });

  it('cuts gaps where there is footage, whether they have an end or not', async () => {
    const { startMs, durationMs } = rows[1]!;
    const open = rows.at(-1)!;
    sql(
      `INSERT INTO gaps (camera_num, start_ms, end_ms, reason) VALUES (1, ${startMs + 100}, ${startMs + durationMs - 100}, 'unknown')`,
      `UPDATE footage SET longest_gap_ms = 60000`,
      `DELETE FROM gaps WHERE end_ms IS NULL`,
      `INSERT INTO gaps (camera_num, start_ms, end_ms, reason) VALUES (1, ${open.startMs + 100}, NULL, 'unknown')`,
    );
    await expectMended('gap_overlap 2');
  });

  it('forgets deletions in unknown places, finds recordings in theirs, and counts totals anew', async () => {
    sql(
      `INSERT INTO garbage (key, place_num, path) VALUES ('aaaaaaaaaaaa-00000', 9, 'x')`,
      `UPDATE segments SET place_num = 9 WHERE id = 1`,
      `UPDATE usage SET size_bytes = size_bytes + 7`,
      `UPDATE footage SET longest_segment_ms = 1`,
    );
    expect(kinds((await look()).found)).toEqual([
      'place_unknown 1',
      'extra_copy 1',
      'stray_garbage 1',
      'wrong_total 2',
    ]);
    expect(kinds((await look({ repair: true })).left)).toEqual([]);
  });

  it('deletes nothing that it cannot explain, and says that it is left', async () => {
    const copy = join(dirname(fileOf(0)), `00-00-00.000Z_${rows[0]!.key}.mp4`);
    cpSync(fileOf(0), copy);
    expect(kinds((await look({ repair: true })).left)).toEqual(['extra_copy 1']);
    expect(existsSync(copy)).toBe(true);
  });

  it('takes nothing for lost while its disk is away', async () => {
    renameSync(join(folder, 'recordings'), join(folder, 'unplugged'));
    const { left } = await look({ repair: true });
    expect([kinds(left), left.lost]).toEqual([['root_away 1'], 0]);
  });

  function run(...args: string[]): Promise<{ code: number; text: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, [program, 'check', '--data', folder, ...args], (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), text: stdout + stderr });
      });
    });
  }

  it('answers as a program: 0 clean, 1 something left, 2 cannot check', async () => {
    expect(await run()).toMatchObject({ code: 0, text: expect.stringContaining('All is well.') as string });
    appendFileSync(fileOf(0), 'x');
    const found = await run();
    expect(found.code).toBe(1);
    expect(found.text).toContain('1 x file of another size than the catalog says');
    const holder = openCatalog(join(folder, 'vigil.db'), { logger: quiet });
    try {
      const text = 'Cannot check: another Vigil uses this data folder: stop Vigil first\n';
      expect(await run('--repair')).toEqual({ code: 2, text });
    } finally {
      holder.close();
    }
    writeFileSync(join(folder, 'vigil.db'), Buffer.alloc(9000, 1));
    expect((await run('--repair')).code).toBe(2);
    expect(statSync(join(folder, 'vigil.db')).size).toBe(9000);
    rmSync(join(folder, 'vigil.db'));
    expect(await run()).toEqual({ code: 2, text: 'Cannot check: there is no catalog\n' });
    expect(existsSync(join(folder, 'vigil.db'))).toBe(false);
  });
});
