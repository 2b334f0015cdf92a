import { z } from 'zod';
import type { Camera, CameraInput } from '../shared/camera.ts';
import type { ErrorDetail } from '../shared/errors.ts';
import { settingsSchema, type Settings } from '../shared/settings.ts';
import { exportCameras, importCameras } from './camera/index.ts';

/** What a backup file holds: settings and the list of cameras. No passwords, no keys, no footage. */
const backupSchema = z.object({
  kind: z.literal('vigil-backup'),
  version: z.literal(1),
  createdMs: z.number().int(),
  settings: settingsSchema,
  cameras: z.array(z.unknown()),
});

export interface Backup {
  readonly createdMs: number;
  readonly settings: Settings;
  readonly cameras: readonly CameraInput[];
}

export type BackupReading =
  { readonly ok: true; readonly backup: Backup } | { readonly ok: false; readonly errors: readonly ErrorDetail[] };

/** The text of a backup file. Pure. */
export function writeBackup(settings: Settings, cameras: readonly Camera[], nowMs: number): string {
  const list = JSON.parse(exportCameras(cameras, 'json')) as { cameras: unknown[] };
  const backup = { kind: 'vigil-backup', version: 1, createdMs: nowMs, settings, cameras: list.cameras };
  return `${JSON.stringify(backup, null, 2)}\n`;
}

/** Reads a backup file, or says what is wrong with it and where. Pure. */
export function readBackup(text: string): BackupReading {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { ok: false, errors: [{ path: '', message: 'not JSON' }] };
  }
  const parsed = backupSchema.safeParse(value);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return { ok: false, errors: errors.slice(0, 20) };
  }
  const { createdMs, settings, cameras } = parsed.data;
  if (cameras.length === 0) return { ok: true, backup: { createdMs, settings, cameras: [] } };
  const list = importCameras(JSON.stringify(cameras), 'json');
  return list.ok ? { ok: true, backup: { createdMs, settings, cameras: list.inputs } } : list;
}

/** The cameras of a backup that are not there: none reads the same source. Pure. */
export function missingCameras(backup: readonly CameraInput[], present: readonly Camera[]): CameraInput[] {
  const known = new Set(present.map(({ source }) => JSON.stringify(source)));
  return backup.filter(({ source }) => !known.has(JSON.stringify(source)));
}
