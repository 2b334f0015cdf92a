// Timeline of 16 cameras for a day, in a catalog of ten million segments (--quick: two million).
// The reference of the same run: the same days read from the rows, without the covering index.
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog, type Catalog } from '../src/engine/catalog/index.ts';
import { createLogger } from '../src/engine/logger.ts';
import { percentile, printFigures, quickAsked, timed } from './support/report.ts';

const quick = quickAsked();
const AIM_P95_MS = 20;
const ROWS = quick ? 2_000_000 : 10_000_000;
const ROUNDS = quick ? 200 : 400;
const CAMERAS = 32;
const ASKED = 16;
const SEGMENT_MS = 180_000;
const DAY_MS = 86_400_000;
const JOIN_MS = 1000;
const FIRST_MS = Date.UTC(2024, 0, 1);
const days = Math.floor(((ROWS / CAMERAS) * SEGMENT_MS) / DAY_MS);
const logger = createLogger({ level: 'warn' });

const cameraId = (num: number) => `benchcam${String(num).padStart(4, '0')}`;

/** Fills the schema that the engine made, in the order in which recording does: all cameras, then the next three minutes. */
function fill(path: string): void {
  const db = new Database(path);
  // From the write-ahead log, in which the engine leaves it, it goes by way of this one.
  db.pragma('journal_mode = DELETE');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -262144');
  const index = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'segments_by_time'").pluck().get() as string;
  db.exec('DROP INDEX segments_by_time');
  const addCamera = db.prepare('INSERT INTO footage VALUES (?, ?, ?, ?)');
  for (let num = 1; num <= CAMERAS; num += 1) addCamera.run(num, cameraId(num), SEGMENT_MS, 600_000);
  // Each hundredth segment is 20 s short, so that a day has spans and gaps to tell apart.
  db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS - 1})
    INSERT INTO segments SELECT i + 1, printf('r%011d-%05d', i / 100000, i % 100000), i % ${CAMERAS} + 1,
      ${FIRST_MS} + (i / ${CAMERAS}) * ${SEGMENT_MS},
      iif(i / ${CAMERAS} % 100 = 0, ${SEGMENT_MS - 20_000}, ${SEGMENT_MS}),
      45000000 + i % 1000, 'h264', 'aac', 1920, 1080, 780,
      printf('benchcam%04d/2026-01-01/00-00-00.000Z_r%011d-%05d.mp4', i % ${CAMERAS} + 1, i / 100000, i % 100000),
      1, NULL, 'continuous', 0, NULL, NULL
    FROM n;
    INSERT INTO gaps (camera_num, start_ms, end_ms, reason)
      SELECT camera_num, start_ms + duration_ms, start_ms + ${SEGMENT_MS}, 'network_lost'
      FROM segments WHERE duration_ms < ${SEGMENT_MS};`);
  db.exec(index);
  // As the engine leaves it, and on the disk: opening it does not wait for that.
  db.pragma('synchronous = FULL');
  db.pragma('journal_mode = WAL');
  db.close();
}

/** Days spread over the whole time by a fixed rule, so that each run asks the same. */
function startOf(round: number): number {
  return FIRST_MS + ((round * 7919) % Math.max(1, days - 1)) * DAY_MS + (round % 24) * 3_600_000;
}

function timeline({ segments }: Catalog, startMs: number): number {
  let found = 0;
  for (let num = 1; num <= ASKED; num += 1) {
    found += segments.recordedSpans(cameraId(num * 2), startMs, startMs + DAY_MS, JOIN_MS).length;
    found += segments.gapsInRange(cameraId(num * 2), startMs, startMs + DAY_MS).length;
  }
  return found;
}

function measure(path: string): Record<string, number> {
  let catalog: Catalog | undefined;
  const openMs = timed(() => (catalog = openCatalog(path, { logger })));
  if (catalog === undefined) throw new Error('the catalog did not open');
  const opened = catalog;
  const firstMs = timed(() => timeline(opened, startOf(1)));
  const found = timeline(opened, startOf(2));
  const samples = Array.from({ length: ROUNDS }, (_, round) => timed(() => timeline(opened, startOf(round))));
  const inserts = Array.from({ length: 100 }, (_, index) => timed(() => insert(opened, index)));
  opened.close();
  if (found < ASKED * 2) throw new Error(`a day of ${ASKED} cameras cannot have only ${found} spans and gaps`);
  return {
    openMs,
    firstMs,
    medianMs: percentile(samples, 0.5),
    p95Ms: percentile(samples, 0.95),
    maxMs: percentile(samples, 1),
    insertMedianMs: percentile(inserts, 0.5),
  };
}

function insert({ segments }: Catalog, index: number): void {
  const key = `zzzzzzzzzzzz-${String(10_000 + index)}`;
  segments.insertSegment({
    key,
    cameraId: cameraId(1),
    startMs: FIRST_MS + (days + 2 + index) * DAY_MS,
    durationMs: SEGMENT_MS,
    sizeBytes: 45_000_000,
    videoCodec: 'h264',
    audioCodec: 'aac',
    width: 1920,
    height: 1080,
    place: 1,
    initBytes: 780,
    path: `${cameraId(1)}/${key}.mp4`,
    parts: new Uint8Array(500),
  });
}

/** The same cameras and days, but every segment is looked up in the table; and one camera-day by a scan of all rows. */
function measureReferences(path: string): Record<string, number> {
  const db = new Database(path);
  db.pragma('cache_size = -32768');
  const where = 'WHERE camera_num = ? AND start_ms >= ? AND start_ms < ?';
  const rows = db.prepare(`SELECT start_ms, duration_ms, size_bytes FROM segments ${where} ORDER BY start_ms`).raw();
  const scan = db.prepare(`SELECT start_ms, duration_ms FROM segments NOT INDEXED ${where}`).raw();
  const samples = Array.from({ length: Math.ceil(ROUNDS / 4) }, (_, round) =>
    timed(() => {
      for (let num = 1; num <= ASKED; num += 1) rows.all(num * 2, startOf(round), startOf(round) + DAY_MS);
    }),
  );
  const scanMs = timed(() => scan.all(2, startOf(1), startOf(1) + DAY_MS));
  db.close();
  return { rowsP95Ms: percentile(samples, 0.95), scanOneCameraMs: scanMs };
}

const folder = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
try {
  const path = join(folder, 'vigil.db');
  openCatalog(path, { logger }).close();
  console.log(`filling ${ROWS} segments of ${CAMERAS} cameras, ${days} days ...`);
  const fillMs = timed(() => fill(path));
  const figures = measure(path);
  const references = measureReferences(path);
  const p95Ms = figures['p95Ms'] ?? Number.NaN;
  const all = {
    rows: ROWS,
    fileMB: statSync(path).size / 1e6,
    fillSeconds: fillMs / 1000,
    loadAverage: loadavg()[0] ?? Number.NaN,
    ...figures,
    ...references,
    ratioToRows: p95Ms / (references['rowsP95Ms'] ?? Number.NaN),
    ratioToScan: p95Ms / ((references['scanOneCameraMs'] ?? Number.NaN) * ASKED),
  };
  for (const [name, value] of Object.entries(all)) console.log(name.padEnd(20), Number(value.toPrecision(3)));
  printFigures({ bench: 'catalog', figures: all, aim: { p95Ms: AIM_P95_MS }, ok: p95Ms <= AIM_P95_MS });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
