import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { CameraView } from '../../../src/shared/camera.ts';
import type { TiersStatus } from '../../../src/shared/archive.ts';
import type { Health } from '../../../src/shared/health.ts';
import { modelCatalogueSchema, type ModelView } from '../../../src/shared/models.ts';
import type { StorageRoot } from '../../../src/shared/storage.ts';

const catalogueFile = join(import.meta.dirname, '../../../models/models.json');

/** The models of the catalogue: the bundled one ready, one damaged, the others not installed. */
function models(): ModelView[] {
  const { models: entries } = modelCatalogueSchema.parse(JSON.parse(readFileSync(catalogueFile, 'utf8')));
  return entries.map((entry, index) => ({
    ...entry,
    source: entry.bundled ? 'bundled' : 'catalogue',
    labels: entry.labels === 'coco80' ? ['person', 'car', 'dog'] : entry.labels,
    sizeBytes: entry.bundled ? 40_000 : entry.sizeBytes,
    sha256: null,
    addedMs: null,
    usedBy: [],
    state: { state: entry.bundled ? 'ready' : index === 2 ? 'damaged' : 'available' },
  }));
}

function health(cameras: readonly CameraView[]): Health {
  const nowMs = Date.now();
  return {
    nowMs,
    startedMs: nowMs - 367_200_000,
    dayStartMs: nowMs - 7_200_000,
    process: { cpuPercent: 11.4, memoryBytes: 212e6, loopUtilization: 0.1 },
    cameras: cameras.map(({ camera }, index) => ({
      cameraId: camera.id,
      gaps: index,
      gapMs: index * 185_000,
      longestGapMs: index * 120_000,
      recordedShare: 0.9931,
      failures: index,
    })),
  };
}

const root: StorageRoot = {
  path: '/var/lib/vigil/recordings',
  kind: 'fast',
  state: 'low',
  problem: null,
  configured: true,
  preferred: true,
  freeBytes: 412e9,
  totalBytes: 1e12,
  minFreeBytes: 50e9,
  usedBytes: 320e9,
  segments: 4000,
  oldestMs: Date.UTC(2026, 10, 1),
  bytesPerDay: 42e9,
  daysLeft: 8.2,
};

const tiers: TiersStatus = {
  hasSecret: false,
  bytesPerSecond: 0,
  moving: { queue: { segments: 3, bytes: 120e6 }, lastError: null },
  archiving: { state: 'off', queue: { segments: 0, bytes: 0 }, lastError: null },
};

/** What the pages of health, settings and models ask for. */
export function addOverviewRoutes(app: FastifyInstance, cameras: () => readonly CameraView[]): void {
  app.get('/api/health', () => health(cameras()));
  app.get('/api/models', () => ({ models: models() }));
  app.get('/api/storage', () => ({ roots: [root] }));
  app.get('/api/storage/tiers', () => tiers);
  app.get('/api/settings/versions', () => ({
    versions: [{ atMs: Date.UTC(2026, 10, 20, 4) }, { atMs: Date.UTC(2026, 10, 19, 4) }],
    broken: null,
  }));
}
