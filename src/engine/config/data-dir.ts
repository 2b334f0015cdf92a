import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The user's folder for Vigil's data: XDG_DATA_HOME on Linux, Application Support on macOS, Local AppData on Windows
 * (recordings are too large to roam). Pure, given a machine.
 */
export function defaultDataDir(
  machine: Machine = { platform: process.platform, env: process.env, home: homedir() },
): string {
  const { platform, env, home } = machine;
  if (platform === 'win32') return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Vigil');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Vigil');
  const base = env['XDG_DATA_HOME'] ?? '';
  // The XDG specification: a relative path is to be ignored.
  return posix.join(posix.isAbsolute(base) ? base : posix.join(home, '.local', 'share'), 'vigil');
}

/** Where things lie in the data folder. */
export interface DataPaths {
  readonly dir: string;
  readonly settings: string;
  /** Folder of the states that the settings have been in. */
  readonly settingsHistory: string;
  readonly catalog: string;
  /** Recordings, unless the settings name another folder. */
  readonly recordings: string;
  readonly secretKey: string;
  /** Which processes of ours run, where nothing else would end them after a kill of the host. */
  readonly children: string;
  /** When the machine's clock was set. */
  readonly clock: string;
}

/** Names only; nothing is made. */
export function dataPaths(dir: string): DataPaths {
  return {
    dir,
    settings: join(dir, 'settings.json'),
    settingsHistory: join(dir, 'settings-history'),
    catalog: join(dir, 'vigil.db'),
    recordings: join(dir, 'recordings'),
    secretKey: join(dir, 'secret.key'),
    children: join(dir, 'children.json'),
    clock: join(dir, 'clock.json'),
  };
}

/**
 * Makes the data folder when it is not there; a folder that is made here is this user's alone.
 * @throws the file system's error
 */
export function ensureDataDir(dir: string): DataPaths {
  const made = mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (made !== undefined) chmodSync(dir, 0o700);
  return dataPaths(dir);
}
