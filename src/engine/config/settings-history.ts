import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { parseSettings } from './settings-file.ts';

/** Older ones go when more are saved. */
const MOST_VERSIONS = 50;
const versionName = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.json$/;

/** Every state that the settings have been in, newest first, one file each; named by the moment it came into force. */
export interface SettingsHistory {
  /** Moments, UTC milliseconds, newest first. */
  list(): Promise<number[]>;
  /** Null when there is no such version, or none that can still be read. */
  read(atMs: number): Promise<Settings | null>;
  /** Keeps a version; the oldest go beyond 50. @throws the file system's error */
  add(settings: Settings, atMs: number): Promise<void>;
}

function nameOf(atMs: number): string {
  return `${new Date(atMs).toISOString().replaceAll(':', '-')}.json`;
}

/** Moment that a file name stands for; null for any other file. */
function momentOf(name: string): number | null {
  const match = versionName.exec(name);
  const atMs = match === null ? Number.NaN : Date.parse(`${match[1]}:${match[2]}:${match[3]}`);
  return Number.isNaN(atMs) ? null : atMs;
}

/** @param folder made when the first version is kept */
export function createSettingsHistory(folder: string): SettingsHistory {
  const list = async (): Promise<number[]> => {
    const names = await readdir(folder).catch(() => []);
    const moments = names.map(momentOf).filter((atMs) => atMs !== null);
    return moments.sort((a, b) => b - a);
  };
  return {
    list,
    async read(atMs) {
      const text = await readFile(join(folder, nameOf(atMs)), 'utf8').catch(() => null);
      const parsed = text === null ? null : parseSettings(text);
      return parsed?.ok === true ? parsed.settings : null;
    },
    async add(settings, atMs) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Two changes within a millisecond are two versions.
      const [newest = 0] = await list();
      const moment = newest >= atMs && newest - atMs < 1000 ? newest + 1 : atMs;
      await writeFileAtomically(join(folder, nameOf(moment)), `${JSON.stringify(settings, null, 2)}\n`);
      for (const old of (await list()).slice(MOST_VERSIONS)) await rm(join(folder, nameOf(old)), { force: true });
    },
  };
}
