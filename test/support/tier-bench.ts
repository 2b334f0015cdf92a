import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openCatalog, type Catalog } from '../../src/engine/catalog/index.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLogger } from '../../src/engine/logger.ts';
import type { NewAlert } from '../../src/engine/alerts/index.ts';
import { createSecrets } from '../../src/engine/secrets.ts';
import { createRoots, deleteGarbage, type StorageRoots } from '../../src/engine/storage/index.ts';
import { createTiers, type MoveFiles, type Tiers } from '../../src/engine/tiers/index.ts';
import { settingsSchema, type Settings } from '../../src/shared/settings.ts';

const logger = createLogger({ level: 'silent' });
const CAMERA = 'aaaaaaaaaaaa';
const HOUR_MS = 3_600_000;

/** A fast and a slow root with real files and a real catalog, moved and archived by the real thing. */
export interface TierBench {
  readonly catalog: Catalog;
  readonly roots: StorageRoots;
  readonly alerts: NewAlert[];
  /** May be changed at any time. */
  readonly settings: Settings;
  /** Writes a recording of random bytes into the fast root. */
  record(number: number, hoursOld: number, sizeBytes?: number): { readonly key: string; readonly bytes: Buffer };
  /** Another life of moving and archiving, as after a start of the program. One that `dies` is not waited for at the end. */
  open(changes?: { readonly dies?: boolean; readonly files?: MoveFiles; readonly store?: Catalog['tiers'] }): Tiers;
  /** As each start of the program does. */
  deleteGarbage(): Promise<void>;
  /** The file that the row of a segment names; null when it names none that is there. */
  fileOf(key: string): Buffer | null;
  placeOf(key: string): 'fast' | 'slow' | 'archive' | null;
  /** Recording files in both roots, also those that are on their way. */
  files(): string[];
  close(): Promise<void>;
}

export async function openTierBench(): Promise<TierBench> {
  const settings = settingsSchema.parse({
    storage: { minFreeBytes: 0, moveAfterHours: 1 },
    archive: { afterHours: 1 },
  });
  const folder = mkdtempSync(join(tmpdir(), 'vigil-tiers-'));
  const paths = { fast: join(folder, 'fast'), slow: join(folder, 'slow') };
  const catalog = openCatalog(':memory:', { logger });
  const roots = createRoots({
    settings: () => [
      { path: paths.fast, kind: 'fast' },
      { path: paths.slow, kind: 'slow' },
    ],
    places: catalog.places,
    logger,
  });
  await roots.start();
  const fast = (await roots.forWriting()).num;
  const alerts: NewAlert[] = [];
  const opened: Tiers[] = [];
  const box = {
    seal: (plain: string) => Buffer.from(plain),
    open: (sealed: Uint8Array) => Buffer.from(sealed).toString(),
  };
  const kindOf = (place: number) => catalog.places.places().find(({ num }) => num === place)?.kind ?? null;

  return {
    catalog,
    roots,
    alerts,
    settings,
    record(number, hoursOld, sizeBytes = 100_000) {
      const key = `m1a2b3c4abcd-${String(number).padStart(5, '0')}`;
      const path = `${CAMERA}/2026-01-01/00-00-00.000Z_${key}.mp4`;
      const bytes = randomBytes(sizeBytes);
      const file = join(paths.fast, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      const facts = {
        videoCodec: 'h264',
        audioCodec: null,
        width: 640,
        height: 360,
        durationMs: 1000,
        initBytes: 0,
      } as const;
      const startMs = Date.now() - hoursOld * HOUR_MS + number;
      const parts = new Uint8Array([1]);
      catalog.segments.insertSegment({ key, cameraId: CAMERA, startMs, sizeBytes, place: fast, path, parts, ...facts });
      return { key, bytes };
    },
    open({ dies, ...changes } = {}) {
      const tiers = createTiers({
        roots,
        store: catalog.tiers,
        places: catalog.places,
        secrets: createSecrets(catalog.secrets, box),
        settings: () => settings,
        raise: (alert) => void alerts.push(alert),
        deleteGarbage: () => deleteGarbage(roots, catalog.segments, logger),
        clock: systemClock,
        logger,
        ...changes,
      });
      if (dies !== true) opened.push(tiers);
      return tiers;
    },
    deleteGarbage: () => deleteGarbage(roots, catalog.segments, logger),
    fileOf(key) {
      const row = catalog.segments.findSegment(key);
      const path = row === null ? null : roots.pathOf(row.place, row.path);
      return path !== null && existsSync(path) ? readFileSync(path) : null;
    },
    placeOf(key) {
      const row = catalog.segments.findSegment(key);
      return row === null ? null : kindOf(row.place);
    },
    files: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.mp4'))
        .sort(),
    async close() {
      await Promise.all(opened.map((tiers) => tiers.stop()));
      catalog.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the product does at its start. */
export async function begin(tiers: Tiers): Promise<void> {
  await tiers.undo();
  tiers.start();
}
