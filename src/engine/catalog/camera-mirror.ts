import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { cameraSchema } from '../../shared/camera.ts';
import type { CameraStore } from '../camera/index.ts';
import type { Logger } from '../logger.ts';
import type { StoredCamera } from '../services.ts';

/** `cameras.json`: the cameras once more, beside the catalog, for the day on which the catalog cannot be read. */
const mirrorSchema = z.object({
  version: z.literal(1),
  cameras: z.array(z.object({ camera: cameraSchema, passwordSealed: z.base64().nullable() })),
});

/** Null when there is none that can be read; a broken one is put aside. Passwords are sealed as they are in the catalog. */
export function readMirror(path: string, logger: Logger): StoredCamera[] | null {
  if (!existsSync(path)) return null;
  try {
    const { cameras } = mirrorSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return cameras.map(({ camera, passwordSealed }) => ({
      camera,
      passwordSealed: passwordSealed === null ? null : Buffer.from(passwordSealed, 'base64'),
    }));
  } catch (error) {
    logger.error({ err: error }, 'the mirror of the cameras cannot be read');
    renameSync(path, `${path}.broken`);
    return null;
  }
}

/** Makes the cameras of a catalog those of the mirror, which is never older than a backup. */
export function applyMirror(store: CameraStore, mirror: readonly StoredCamera[]): void {
  const known = new Set(store.list().map(({ camera }) => camera.id));
  for (const stored of mirror) {
    if (known.delete(stored.camera.id)) store.update(stored);
    else store.insert(stored);
  }
  for (const id of known) store.remove(id);
}

/** The same store, which writes the mirror after each change of a camera. A mirror that fails is logged: the catalog has it all. */
export function mirrored(store: CameraStore, path: string, logger: Logger): CameraStore {
  let written = '';
  const mirror = (): void => {
    try {
      const text = toText(store.list());
      if (text === written) return;
      replaceFile(path, text);
      written = text;
    } catch (error) {
      logger.error({ err: error }, 'the mirror of the cameras cannot be written');
    }
  };
  const then =
    <A extends unknown[]>(change: (...args: A) => void) =>
    (...args: A): void => {
      change(...args);
      mirror();
    };
  mirror();
  return {
    ...store,
    insert: then((stored) => store.insert(stored)),
    update: then((stored) => store.update(stored)),
    remove: then((id) => store.remove(id)),
    reorder: then((ids) => store.reorder(ids)),
  };
}

function toText(cameras: readonly StoredCamera[]): string {
  const listed = cameras.map(({ camera, passwordSealed }) => ({
    camera,
    passwordSealed: passwordSealed === null ? null : Buffer.from(passwordSealed).toString('base64'),
  }));
  return `${JSON.stringify({ version: 1, cameras: listed }, null, 2)}\n`;
}

/** The old text or the new one, whole, after a crash too. Before it returns, since the catalog's calls last when they return. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
