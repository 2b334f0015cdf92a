import { copyFile, constants, readFile } from 'node:fs/promises';
import { settingsSchema, type Settings } from '../../shared/settings.ts';
import { writeFileAtomically } from './atomic-write.ts';

/**
 * How the settings were found. `safe_mode`: the file is there and cannot be used; the defaults are in force, and a copy of
 * the broken file is kept at `keptAs` before anything may replace it.
 */
export type LoadedSettings =
  | { readonly kind: 'loaded'; readonly settings: Settings }
  | { readonly kind: 'absent'; readonly settings: Settings }
  | { readonly kind: 'safe_mode'; readonly settings: Settings; readonly problems: string[]; readonly keptAs: string };

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** What is wrong with a settings text, or the settings. Pure. */
export function parseSettings(text: string): { ok: true; settings: Settings } | { ok: false; problems: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ok: false, problems: [`not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return { ok: true, settings: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`),
  };
}

/** `settings.json.broken-2026-11-21T06-43-34.123Z` */
function keptName(path: string, nowMs: number): string {
  return `${path}.broken-${new Date(nowMs).toISOString().replaceAll(':', '-')}`;
}

/**
 * Reads the settings. A file that is broken starts the safe mode and is never overwritten here: its copy is kept aside first.
 * @throws the file system's error when the file is there and cannot be read, or its copy cannot be kept.
 */
export async function loadSettings(path: string, nowMs: number): Promise<LoadedSettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return { kind: 'absent', settings: settingsSchema.parse({}) };
    throw error;
  }
  const parsed = parseSettings(text);
  if (parsed.ok) return { kind: 'loaded', settings: parsed.settings };
  const keptAs = keptName(path, nowMs);
  await copyFile(path, keptAs, constants.COPYFILE_EXCL);
  return { kind: 'safe_mode', settings: settingsSchema.parse({}), problems: parsed.problems, keptAs };
}

/**
 * Validates and replaces the settings file atomically.
 * @throws ZodError, or the file system's error; the old file is untouched then.
 */
export async function saveSettings(path: string, settings: Settings): Promise<Settings> {
  const valid = settingsSchema.parse(settings);
  await writeFileAtomically(path, `${JSON.stringify(valid, null, 2)}\n`);
  return valid;
}
