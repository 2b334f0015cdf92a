import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import type { Logger } from './logger.ts';
import { VigilError, type ErrorDetail } from '../shared/errors.ts';
import { settingsSchema, type Settings } from '../shared/settings.ts';
import type { Clock } from './clock.ts';
import type { SettingsHistory } from './config/index.ts';
import type { SettingsChange, SettingsService, SettingsVersions } from './services.ts';

/** Fields that are read only when the engine starts. */
const restartFields = ['http.host', 'http.port', 'recording.root', 'ffmpeg.path', 'detection.provider'] as const;

function valueAt(settings: Settings, field: (typeof restartFields)[number]): unknown {
  const [group, name] = field.split('.') as [keyof Settings, string];
  return (settings[group] as Record<string, unknown>)[name];
}

/** Names of the fields of `next` that take effect only after a restart. Pure. */
export function restartNeeded(running: Settings, next: Settings): string[] {
  return restartFields.filter((field) => valueAt(running, field) !== valueAt(next, field));
}

/** What the schema cannot say: paths must be absolute here, the address must be one to listen on. Pure. */
export function settingsFaults(settings: Settings): ErrorDetail[] {
  const faults: ErrorDetail[] = [];
  const { host } = settings.http;
  if (isIP(host) === 0 && host !== 'localhost')
    faults.push({ path: 'http.host', message: 'must be an IP address or localhost' });
  const paths: readonly (readonly [string, string | null])[] = [
    ['recording.root', settings.recording.root],
    ['ffmpeg.path', settings.ffmpeg.path],
    ...settings.storage.roots.map((root, index) => [`storage.roots.${index}.path`, root.path] as const),
  ];
  for (const [path, value] of paths) {
    if (value !== null && !isAbsolute(value)) faults.push({ path, message: 'must be an absolute path' });
  }
  return faults;
}

/** Settings in use and how they are changed: checked, then saved. Who uses them asks for them each time. */
export function createSettingsService(options: {
  readonly running: Settings;
  readonly save: (settings: Settings) => Promise<void>;
  readonly history: SettingsHistory;
  readonly broken: SettingsVersions['broken'];
  readonly clock: Clock;
  readonly logger: Logger;
}): SettingsService {
  const { running, history, clock, logger } = options;
  let current = running;
  let { broken } = options;
  /** A version that cannot be kept must not keep anybody from changing a setting. */
  const keep = async (settings: Settings): Promise<void> => {
    try {
      // What was in force before the first change would be lost otherwise.
      if ((await history.list()).length === 0) await history.add(running, clock.now() - 1);
      await history.add(settings, clock.now());
    } catch (error) {
      logger.error({ err: error }, 'this version of the settings cannot be kept');
    }
  };
  const set = async (settings: Settings): Promise<SettingsChange> => {
    const next = settingsSchema.parse(settings);
    const faults = settingsFaults(next);
    if (faults.length > 0) throw new VigilError('validation_failed', 'the settings are not valid', faults);
    await options.save(next);
    current = next;
    // The defaults are no longer in force for want of something better.
    broken = null;
    await keep(next);
    return { settings: next, restartNeeded: restartNeeded(running, next) };
  };
  return {
    get: () => current,
    set,
    versions: async () => ({
      versions: (await history.list()).map((atMs) => ({ atMs })),
      broken,
    }),
    async restore(atMs) {
      const settings = await history.read(atMs);
      if (settings === null) throw new VigilError('not_found', 'there is no such version of the settings');
      return set(settings);
    },
  };
}
