import { createHash, randomUUID } from 'node:crypto';
import { objectKey } from './address.ts';
import { ArchiveError } from './faults.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Tries what the archive will be asked for: writes a small object, reads it, deletes it.
 * @throws ArchiveError with the fault
 */
export async function probeArchive(store: ObjectStore, prefix: string, signal: AbortSignal): Promise<void> {
  const key = objectKey({ prefix }, `.vigil-test-${randomUUID()}`);
  const bytes = Buffer.from('Vigil tests whether it can keep recordings here. This may be deleted.\n');
  await store.put(key, { bytes, md5: createHash('md5').update(bytes).digest('hex') }, signal);
  const chunks: Buffer[] = [];
  for await (const chunk of await store.read(key, null, signal)) chunks.push(chunk as Buffer);
  if (!Buffer.concat(chunks).equals(bytes)) throw new ArchiveError('corrupted', 'the archive gave back other bytes');
  await store.remove(key, signal);
}
