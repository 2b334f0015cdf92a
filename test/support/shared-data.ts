import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** A file of the real clips, pictures and models beside the project, or null where they are absent. */
export function sharedData(...path: string[]): string | null {
  const file = join(ROOT, ...path);
  return existsSync(file) ? file : null;
}
