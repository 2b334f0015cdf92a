import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps results for the report in the folder that `FAULT_RESULTS` names; without it, nothing is kept. */
export function keepResults(name: string, results: unknown): void {
  const folder = process.env['FAULT_RESULTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}
