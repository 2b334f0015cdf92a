import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import type { Logger } from '../logger.ts';
import { growingFolder, underRoot } from './paths.ts';
import type { SegmentStore } from './segment-store.ts';
import { errorText, isCode } from './storage-root.ts';

const BATCH = 200;

/**
 * Deletes the files whose rows are garbage, then the rows. A file that cannot be deleted keeps its garbage row, for
 * the next start. With a camera, its folders go too.
 */
export async function deleteGarbage(
  root: string,
  store: SegmentStore,
  logger: Logger,
  cameraId?: CameraId,
): Promise<void> {
  const stuck = new Set<string>();
  for (;;) {
    const batch = store.garbage(BATCH + stuck.size).filter((file) => !stuck.has(file.key));
    if (batch.length === 0) break;
    const gone: string[] = [];
    for (const file of batch) {
      try {
        const path = underRoot(root, file.path);
        if (path !== null) await rm(path, { force: true });
        if (path !== null) await removeEmpty(dirname(path));
        gone.push(file.key);
      } catch (error) {
        stuck.add(file.key);
        logger.error({ key: file.key, error: errorText(error) }, 'cannot delete a recording');
      }
    }
    store.forgetGarbage(gone);
  }
  if (cameraId === undefined) return;
  await rm(growingFolder(root, cameraId), { recursive: true, force: true });
  await removeEmpty(join(root, cameraId));
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'ENOENT', 'EEXIST', 'EPERM')) throw error;
  }
}
