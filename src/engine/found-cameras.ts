import { open } from 'node:fs/promises';
import { cameraNameSchema, type Camera, type CameraId } from '../shared/camera.ts';
import type { Logger } from './logger.ts';
import { titleOf } from './media/index.ts';
import type { Recorder, SegmentStore } from './recording/index.ts';
import type { RetentionStore } from './retention/index.ts';
import type { Roots } from './storage/index.ts';

/** The name without a word behind it would pass for the camera as it was. */
const FOUND = ' (found)';
const LONGEST_NAME = 80;

export interface RecoveringNeeds {
  readonly recorder: Pick<Recorder, 'recover'>;
  readonly cameras: { find(id: CameraId): Camera | null; addFound(id: CameraId, name: string): Promise<unknown> };
  readonly segments: Pick<SegmentStore, 'camerasWithFootage' | 'segmentsInRange'>;
  readonly usage: Pick<RetentionStore, 'usage'>;
  readonly roots: Pick<Roots, 'pathOf'>;
  readonly logger: Logger;
}

/**
 * Compares rows and files, one call after another: an earlier one may have seen fewer roots. Never rejects. Footage that nobody knew of, of
 * a camera that nobody knows (catalog, backups and mirror were lost, or the disk of another recorder came), gets a camera that is switched
 * off, so that it can be played: under its old id, by the name in its files. A camera that a person has removed had rows before, and stays away.
 */
export function recoveringInTurn(needs: RecoveringNeeds): () => Promise<void> {
  let last = Promise.resolve();
  const once = async (): Promise<void> => {
    const before = new Set(needs.segments.camerasWithFootage());
    await needs.recorder.recover();
    for (const id of needs.segments.camerasWithFootage()) {
      if (before.has(id) || needs.cameras.find(id) !== null) continue;
      const name = await nameOf(needs, id);
      await needs.cameras.addFound(id, name);
      needs.logger.warn({ cameraId: id, name }, 'a camera was found by its recordings');
    }
  };
  return () =>
    (last = last
      .then(once)
      .catch((error: unknown) => needs.logger.error({ err: error }, 'rows and files could not be compared')));
}

/** By the title of its newest file. */
async function nameOf({ segments, usage, roots }: RecoveringNeeds, id: CameraId): Promise<string> {
  const newestMs = usage.usage().find(({ cameraId }) => cameraId === id)?.newestMs ?? 0;
  const [row] = segments.segmentsInRange(id, newestMs, newestMs + 1, 1);
  const path = row === undefined ? null : roots.pathOf(row.place, row.path);
  const title = row === undefined || path === null ? null : titleOf(await headOf(path, row.initBytes));
  const name = cameraNameSchema.safeParse((title ?? id).slice(0, LONGEST_NAME - FOUND.length));
  return (name.success ? name.data : id) + FOUND;
}

async function headOf(path: string, bytes: number): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    return (await handle.read(Buffer.alloc(bytes), 0, bytes, 0)).buffer;
  } finally {
    await handle.close();
  }
}
