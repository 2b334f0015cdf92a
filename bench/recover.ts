// What a start after a crash costs: a million rows with their files (--quick: 100,000), and 100 files that have no row.
// The files of the rows are hard links to a few empty files: recovery compares names and reads none of them. The reference
// of the same run: a bare recursive readdir and stat of the same files. All of them were made just before, so that their
// names are in the system's cache.
import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openCatalog } from '../src/engine/catalog/index.ts';
import { systemClock } from '../src/engine/clock.ts';
import { createLogger } from '../src/engine/logger.ts';
import { createRecorder } from '../src/engine/recording/index.ts';
import type { Segment } from '../src/shared/recording.ts';
import { createRoots } from '../src/engine/storage/index.ts';
import { printFigures, quickAsked, timed } from './support/report.ts';
import { benchFfmpeg, withFolder } from './support/scene.ts';

const ROWS = quickAsked() ? 100_000 : 1_000_000;
const AIM = { full_repair_s: 30, recording_begins_s: 3 };
const CAMERAS = 16;
const SEGMENT_MS = 180_000;
const FIRST_MS = Date.UTC(2026, 0, 1);
const CUT = 20;
const WITHOUT_ROW = 20;
const FOREIGN = 60;
/** ext4 allows 65,000 names of a file. */
const LINKS = 50_000;
const LOOP_LOOK_MS = 10;
const logger = createLogger({ level: 'error' });

const cameraId = (num: number): string => `benchcam${String(num).padStart(4, '0')}`;

interface Place {
  readonly folder: string;
  readonly name: string;
}

/** Where a segment of this camera, so many segments after the first, lies below the root. */
function placeOf(num: number, nth: number, key: string): Place {
  const iso = new Date(FIRST_MS + nth * SEGMENT_MS).toISOString();
  const name = `${iso.slice(11, 23).replaceAll(':', '-')}Z_${key}.mp4`;
  return { folder: `${cameraId(num)}/${iso.slice(0, 10)}`, name };
}

/** Rows and names of empty files that agree, in the order in which recording makes them. */
function fill(catalogPath: string, root: string): void {
  openCatalog(catalogPath, { logger }).close();
  const db = new Database(catalogPath);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  const addCamera = db.prepare('INSERT INTO footage VALUES (?, ?, ?, ?)');
  for (let num = 1; num <= CAMERAS; num += 1) addCamera.run(num, cameraId(num), SEGMENT_MS, 0);
  const add = db.prepare(`
    INSERT INTO segments (key, camera_num, start_ms, duration_ms, size_bytes, video_codec, width, height, init_bytes, path)
    VALUES (?, ?, ?, ${SEGMENT_MS}, 0, 'h264', 1920, 1080, 780, ?)`);
  const folders = new Set<string>();
  const origins = join(dirname(root), 'linked');
  mkdirSync(origins);
  db.exec('BEGIN');
  for (let index = 0; index < ROWS; index += 1) {
    const num = (index % CAMERAS) + 1;
    const nth = Math.floor(index / CAMERAS);
    const key = `aaaaaaaa${String(num).padStart(4, '0')}-${String(nth).padStart(5, '0')}`;
    const { folder, name } = placeOf(num, nth, key);
    if (!folders.has(folder)) mkdirSync(join(root, folder), { recursive: true });
    folders.add(folder);
    add.run(key, num, FIRST_MS + nth * SEGMENT_MS, `${folder}/${name}`);
    const linked = join(origins, String(Math.floor(index / LINKS)));
    if (index % LINKS === 0) writeFileSync(linked, '');
    linkSync(linked, join(root, folder, name));
  }
  db.exec('COMMIT');
  db.close();
}

/** Real segments of two seconds each, made by ffmpeg as a camera's run makes them. */
function realSegments(folder: string): Buffer[] {
  const made = join(folder, 'made');
  mkdirSync(made);
  const flags = 'movflags=+frag_every_frame+empty_moov+default_base_moof+skip_trailer:flush_packets=1:use_editlist=0';
  execFileSync(benchFfmpeg(), [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=15', '-t', String(2 * (CUT + WITHOUT_ROW))],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '15', '-bf', '0'],
    ...['-f', 'segment', '-segment_time', '2', '-segment_format', 'mp4', '-segment_format_options', flags],
    join(made, '%05d.mp4'),
  ]);
  return readdirSync(made).map((name) => readFileSync(join(made, name)));
}

/** What a crash leaves: half-written files, finished ones whose row was not written, and files that are none of ours. */
function scatter(root: string, segments: readonly Buffer[]): void {
  const write = (folder: string, name: string, bytes: Uint8Array): void => {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, name), bytes);
  };
  const perCamera = Math.floor(ROWS / CAMERAS);
  const keyOf = (index: number): string => `bbbbbbbb${String(index).padStart(4, '0')}-00000`;
  segments.slice(0, CUT + WITHOUT_ROW).forEach((bytes, index) => {
    const num = (index % CAMERAS) + 1;
    if (index < CUT) {
      write(`${cameraId(num)}/.growing`, `${keyOf(index)}.mp4`, bytes.subarray(0, Math.floor(bytes.length / 2)));
      return;
    }
    const { folder, name } = placeOf(num, perCamera - 1 - index * 7, keyOf(index));
    write(folder, name.replace('.000Z', '.500Z'), bytes);
  });
  for (let index = 0; index < FOREIGN; index += 1) {
    const { folder } = placeOf((index % CAMERAS) + 1, Math.floor((index * perCamera) / FOREIGN), keyOf(index));
    write(folder, `stray${index}.bin`, Buffer.from('not a recording'));
  }
}

/** How late a timer came at most, milliseconds. */
function watchLoop() {
  let lastMs = performance.now();
  let longestMs = 0;
  const look = (): void => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs - LOOP_LOOK_MS);
    lastMs = nowMs;
  };
  const timer = setInterval(look, LOOP_LOOK_MS);
  return { longestMs: () => longestMs, stop: () => clearInterval(timer) };
}

/** From opening the catalog to rows and files that agree, as at a start; cameras begin meanwhile. */
async function repair(catalogPath: string, root: string): Promise<Record<string, number>> {
  const beganMs = performance.now();
  const sinceSeconds = (): number => (performance.now() - beganMs) / 1000;
  const loop = watchLoop();
  const catalog = openCatalog(catalogPath, { logger });
  const roots = createRoots({ settings: () => [{ path: root, kind: 'fast' }], places: catalog.places, logger });
  await roots.start();
  // Keys, not tellings: a camera's beginning and the recovery beside it may both come upon the same file.
  const adopted = new Set<string>();
  let told = 0;
  const onSegment = ({ key }: Segment): void => {
    adopted.add(key);
    told += 1;
  };
  const recorder = createRecorder({ roots, store: catalog.segments, clock: systemClock, logger, onSegment });
  recorder.start();
  const begin = (num: number): Promise<string> =>
    recorder.prepare({
      ...{ id: `zzzzzzzz${String(num).padStart(4, '0')}`, cameraId: cameraId(num), cameraName: 'bench' },
      ...{ startedMs: Date.now(), hasSub: false, record: true },
    });
  try {
    const recovering = recorder.recover();
    await begin(1);
    const recordingBegins = sinceSeconds();
    for (let num = 2; num <= CAMERAS; num += 1) await begin(num);
    const lastCameraBegins = sinceSeconds();
    const { quarantined, lost, failed, rows, files } = await recovering;
    const fullRepair = sinceSeconds();
    const longestStallMs = loop.longestMs();
    const indexed = adopted.size;
    if (indexed !== CUT + WITHOUT_ROW || quarantined !== FOREIGN || lost + failed > 0)
      throw new Error(`wrong: ${JSON.stringify({ indexed, quarantined, lost, failed, rows, files })}`);
    const again = await recorder.recover();
    if (again.indexed + again.quarantined + again.lost > 0 || again.rows !== ROWS + indexed)
      throw new Error(`the second time was not idle: ${JSON.stringify(again)}`);
    return {
      ...{ indexed, quarantined, toldTwice: told - indexed },
      ...{ full_repair_s: fullRepair, recording_begins_s: recordingBegins, last_camera_begins_s: lastCameraBegins },
      longestStallMs,
    };
  } finally {
    loop.stop();
    await recorder.stop();
    catalog.close();
  }
}

/** The least that anybody has to do who wants to know which files are there; answers how many. */
async function walk(folder: string): Promise<number> {
  let count = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) count += await walk(path);
    else count += (await stat(path)).isFile() ? 1 : 0;
  }
  return count;
}

await withFolder(async (folder) => {
  const [catalogPath, root] = [join(folder, 'vigil.db'), join(folder, 'recordings')];
  console.log(
    `making ${ROWS} rows with hard links to empty files, ${CAMERAS} cameras, and ${CUT + WITHOUT_ROW + FOREIGN} strays ...`,
  );
  const makeMs = timed(() => {
    fill(catalogPath, root);
    scatter(root, realSegments(folder));
  });
  const repaired = await repair(catalogPath, root);
  const beganMs = performance.now();
  const walked = await walk(root);
  const walkSeconds = (performance.now() - beganMs) / 1000;
  if (walked < ROWS) throw new Error(`the walk found only ${walked} files`);
  const fullRepairSeconds = repaired['full_repair_s'] ?? Number.NaN;
  const figures = {
    rows: ROWS,
    makeSeconds: makeMs / 1000,
    ...repaired,
    walkSeconds,
    ratioToWalk: fullRepairSeconds / walkSeconds,
  };
  for (const [name, value] of Object.entries(figures)) console.log(name.padEnd(24), Number(value.toPrecision(3)));
  const begins = repaired['recording_begins_s'] ?? Number.NaN;
  const ok = fullRepairSeconds <= AIM.full_repair_s && begins <= AIM.recording_begins_s;
  printFigures({ bench: 'recover', figures, aim: AIM, ok });
});
