import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import type { FfmpegBinary } from './binary.ts';

/** Where an ffmpeg may be, in the order of search. */
export interface FfmpegCandidate {
  readonly from: 'setting' | 'ffmpeg-static' | 'path' | 'ffmpeg-installer';
  readonly path: string;
}

export type LocateResult =
  | { readonly ok: true; readonly binary: FfmpegBinary; readonly from: FfmpegCandidate['from'] }
  | { readonly ok: false; readonly tried: readonly { readonly path: string; readonly problem: string }[] };

/** Runs a program and answers what it printed; rejects when it cannot run or takes longer than 10 s. */
export type Ask = (path: string, args: readonly string[]) => Promise<string>;

/** libavformat 58 is ffmpeg 4.0: the oldest that has all that Vigil uses. */
const OLDEST_LIBAVFORMAT = 58;

/**
 * Finds the ffmpeg to use: setting, ffmpeg-static, PATH, `@ffmpeg-installer/ffmpeg`. The first that is fit wins;
 * a path in the settings that is not fit is passed over like the others, and named in `tried` when none is fit.
 */
export async function locateFfmpeg(options: {
  readonly settingPath: string | null;
  readonly env?: NodeJS.ProcessEnv;
  readonly ask?: Ask;
  readonly candidates?: readonly FfmpegCandidate[];
}): Promise<LocateResult> {
  const ask = options.ask ?? askProgram;
  const tried: { path: string; problem: string }[] = [];
  for (const candidate of options.candidates ?? findCandidates(options.settingPath, options.env ?? process.env)) {
    const probe = await probeFfmpeg(candidate.path, ask);
    if (probe.ok) return { ok: true, binary: probe.binary, from: candidate.from };
    tried.push({ path: candidate.path, problem: probe.problem });
  }
  return { ok: false, tried };
}

/** Asks one ffmpeg for its version and features. */
export async function probeFfmpeg(
  path: string,
  ask: Ask = askProgram,
): Promise<{ ok: true; binary: FfmpegBinary } | { ok: false; problem: string }> {
  try {
    const version = parseVersion(await ask(path, ['-hide_banner', '-version']));
    if (version === null) return { ok: false, problem: 'does not name a version as ffmpeg does' };
    if (version.libavformat[0] < OLDEST_LIBAVFORMAT) return { ok: false, problem: `${version.version} is too old` };
    if (!/^\s*D?E\s+fifo\s/m.test(await ask(path, ['-hide_banner', '-muxers']))) {
      return { ok: false, problem: 'lacks the fifo muxer' };
    }
    const encoders = await ask(path, ['-hide_banner', '-encoders']);
    const features = { x264: /^\s*V\S*\s+libx264\s/m.test(encoders), aac: /^\s*A\S*\s+aac\s/m.test(encoders) };
    const resolvesNames = await canResolveNames(path, ask);
    const launcher = await findLauncher(ask);
    return { ok: true, binary: { path, ...version, encoders: features, resolvesNames, launcher } };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'cannot be run' };
  }
}

/** Reads `ffmpeg -version`; null when it is something else. */
export function parseVersion(text: string): { version: string; libavformat: readonly [number, number] } | null {
  const version = /^ffmpeg version (\S+)/m.exec(text)?.[1];
  const library = /^libavformat\s+(\d+)\.\s*(\d+)\./m.exec(text);
  if (version === undefined || library === null) return null;
  return { version, libavformat: [Number(library[1]), Number(library[2])] };
}

/** Every place where an ffmpeg may be, in the order of search; whether it works is not looked at. */
export function findCandidates(settingPath: string | null, env: NodeJS.ProcessEnv): FfmpegCandidate[] {
  const candidates: FfmpegCandidate[] = [];
  if (settingPath !== null) candidates.push({ from: 'setting', path: settingPath });
  const fixed = requirePath('ffmpeg-static');
  if (fixed !== null) candidates.push({ from: 'ffmpeg-static', path: fixed });
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && isExecutable(path)) candidates.push({ from: 'path', path });
  }
  const installer = requirePath('@ffmpeg-installer/ffmpeg');
  if (installer !== null) candidates.push({ from: 'ffmpeg-installer', path: installer });
  return candidates;
}

/** Both packages are optional; they answer their binary's path, one bare, one in an object. */
function requirePath(packageName: string): string | null {
  try {
    const found: unknown = createRequire(import.meta.url)(packageName);
    const path = typeof found === 'object' && found !== null && 'path' in found ? found.path : found;
    // In a packed desktop application binaries lie beside the archive, not in it.
    return typeof path === 'string' ? path.replace('app.asar', 'app.asar.unpacked') : null;
  } catch {
    return null;
  }
}

/** Nobody listens on port 1: a fit ffmpeg says so and exits by itself, a static one with another libc's resolver crashes. */
async function canResolveNames(path: string, ask: Ask): Promise<boolean> {
  try {
    await ask(path, ['-hide_banner', '-nostdin', '-loglevel', 'quiet', '-i', 'tcp://localhost:1']);
    return true;
  } catch (error) {
    return !(typeof error === 'object' && error !== null && 'signal' in error && error.signal !== null);
  }
}

/**
 * On Linux util-linux's setpriv asks the kernel to kill ffmpeg when its parent dies, however it dies:
 * ffmpeg itself notices neither a closed stdin nor a closed progress pipe.
 */
async function findLauncher(ask: Ask): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const launcher = ['setpriv', '--pdeathsig', 'KILL', '--'];
  try {
    await ask('setpriv', [...launcher.slice(1), 'true']);
    return launcher;
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function askProgram(path: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, [...args], { timeout: 10_000, maxBuffer: 4 << 20, windowsHide: true }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error instanceof Error ? error : new Error(`${path} failed`));
    });
  });
}
