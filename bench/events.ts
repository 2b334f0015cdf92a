// Pages of the list of events, by every kind of filter, in a catalog of a million events (--quick: 200 000).
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../src/engine/catalog/index.ts';
import type { EventFilter } from '../src/engine/events/index.ts';
import { createLogger } from '../src/engine/logger.ts';
import { percentile, printFigures, quickAsked, timed } from './support/report.ts';

const AIM_P95_MS = 20;
const ROWS = quickAsked() ? 200_000 : Number(process.env['ROWS'] ?? 1_000_000);
const ROUNDS = 100;
const CAMERAS = 32;
const LABELS = ['person', 'car', 'bicycle', 'dog'];
const KINDS = ['appear', 'enter', 'leave', 'loiter', 'cross'];
const FIRST_MS = Date.UTC(2024, 0, 1);
const STEP_MS = 2000;
const LAST_MS = FIRST_MS + ROWS * STEP_MS;
const logger = createLogger({ level: 'warn' });
const cameraId = (num: number) => `benchcam${String(num).padStart(4, '0')}`;

/** Events of all cameras in turn, their classes and kinds in shares of 90 % persons and 1 in 50 000 dogs; 60 points of path each. */
function fill(path: string): void {
  const db = new Database(path);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  const stream = db.prepare('INSERT INTO detection_streams VALUES (?, ?, ?, ?)');
  const zone = db.prepare('INSERT INTO detection_zones VALUES (?, ?, ?)');
  const streams = CAMERAS * LABELS.length * KINDS.length;
  for (let num = 0; num < streams; num += 1) {
    const [camera, label, kind] = [num % CAMERAS, Math.floor(num / CAMERAS) % 4, Math.floor(num / CAMERAS / 4)];
    stream.run(num, cameraId(camera), LABELS[label], KINDS[kind]);
    zone.run(num, num, 'Yard');
  }
  db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS - 1})
    INSERT INTO detection_events SELECT i + 1,
      i % ${CAMERAS} + ${CAMERAS} * (CASE WHEN i % 50000 = 7 THEN 3 WHEN i % 10 = 3 THEN 1 WHEN i % 1000 = 5 THEN 2 ELSE 0 END
        + 4 * (i / ${CAMERAS} % 5)),
      ${FIRST_MS} + i * ${STEP_MS}, ${FIRST_MS} + i * ${STEP_MS} + 9000, 1, ${FIRST_MS} + i * ${STEP_MS} + 500, 1, 0.8, i, 'r1', NULL,
      'Camera', 'Rule', '{"x":0.1,"y":0.2,"w":0.3,"h":0.4}', '["Yard"]', '[]', randomblob(480)
    FROM n;
    INSERT INTO detection_event_zones SELECT stream_num, start_ms, id FROM detection_events WHERE id % 4 = 0;`);
  db.close();
}

/** The reference: the newest of a camera and a rare class by looking at every row, milliseconds. */
function scanned(path: string): number {
  const plain = new Database(path);
  const scan = plain.prepare(`
    SELECT e.id FROM detection_events e NOT INDEXED JOIN detection_streams s ON s.num = +e.stream_num
    WHERE s.camera_id = ? AND s.label = 'dog' ORDER BY e.id DESC LIMIT 51`);
  const samples = Array.from({ length: 3 }, () => timed(() => scan.all(cameraId(7))));
  plain.close();
  return percentile(samples, 0.5);
}

const all = {
  cameraIds: null,
  labels: null,
  kinds: null,
  zone: null,
  fromMs: null,
  toMs: null,
  beforeId: null,
  limit: 51,
};
const filters: Record<string, Partial<EventFilter>> = {
  newest: {},
  camera: { cameraIds: [cameraId(3)] },
  cameras16: { cameraIds: Array.from({ length: 16 }, (_, num) => cameraId(num)) },
  rareClass: { labels: ['dog'] },
  cameraAndRareClass: { cameraIds: [cameraId(7)], labels: ['dog'] },
  kinds: { kinds: ['loiter', 'cross'] },
  zone: { zone: 'Yard' },
  zoneClassKind: { zone: 'Yard', labels: ['person', 'bicycle'], kinds: ['loiter'] },
};

const dir = mkdtempSync(join(tmpdir(), 'vigil-bench-events-'));
try {
  const path = join(dir, 'vigil.db');
  openCatalog(path, { logger }).close();
  fill(path);
  const scanMedianMs = scanned(path);
  const { detections, ...catalog } = openCatalog(path, { logger });
  const figures: Record<string, number> = { rows: ROWS, fileMb: statSync(path).size / 1e6, scanMedianMs };
  let worst = 0;
  const cpu = process.cpuUsage();
  for (const [name, filter] of Object.entries(filters)) {
    const samples = Array.from({ length: ROUNDS }, (_, round) => {
      // A third from the newest, a third from a time, a third from the middle on.
      const toMs = FIRST_MS + (LAST_MS - FIRST_MS) * ((round * 37) % 100) * 0.01;
      const where = [{}, { fromMs: toMs - 86_400_000, toMs }, { beforeId: 1 + ((round * 7919) % ROWS) }][round % 3];
      return timed(() => detections.list({ ...all, ...filter, ...where }));
    });
    figures[`${name}MedianMs`] = percentile(samples, 0.5);
    figures[`${name}P95Ms`] = percentile(samples, 0.95);
    worst = Math.max(worst, percentile(samples, 0.95));
  }
  const { user, system } = process.cpuUsage(cpu);
  figures['meanCpuMs'] = (user + system) / 1000 / (ROUNDS * Object.keys(filters).length);
  figures['facetsMs'] = timed(() => detections.facets(null));
  catalog.close();
  printFigures({ bench: 'events', figures, aim: { worstP95Ms: AIM_P95_MS }, ok: worst <= AIM_P95_MS });
} finally {
  rmSync(dir, { recursive: true, force: true });
}
