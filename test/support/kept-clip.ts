import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClipEntry, ClipRef } from '../../src/simulator/index.ts';

/**
 * A clip that is made once and kept.
 * @param make writes the clip's files into a folder that is not seen by others yet
 */
export async function keptClip(
  folder: string,
  id: string,
  make: (growing: string) => Promise<ClipEntry>,
): Promise<ClipRef> {
  const ref = { manifest: join(folder, id, 'clips.json'), id };
  const present = await access(ref.manifest).then(
    () => true,
    () => false,
  );
  if (present) return ref;
  await mkdir(folder, { recursive: true });
  const growing = await mkdtemp(join(folder, '.growing-'));
  await writeFile(join(growing, 'clips.json'), JSON.stringify({ clips: [await make(growing)] }));
  // Two may make the same clip at once; the first to finish wins.
  await rename(growing, join(folder, id)).catch(() => rm(growing, { recursive: true, force: true }));
  return ref;
}
