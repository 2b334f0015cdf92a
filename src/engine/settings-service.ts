import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { VigilError, type ErrorDetail } from '../shared/errors.ts';
import { settingsSchema, type Settings } from '../shared/settings.ts';
import type { SettingsService } from './services.ts';

/** Fields that are read only when the engine starts. */
const restartFields = ['http.host', 'http.port', 'recording.root', 'ffmpeg.path'] as const;

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
  const paths = { 'recording.root': settings.recording.root, 'ffmpeg.path': settings.ffmpeg.path };
  for (const [path, value] of Object.entries(paths)) {
    if (value !== null && !isAbsolute(value)) faults.push({ path, message: 'must be an absolute path' });
  }
  return faults;
}

/** Settings in use and how they are changed: checked, then saved. Who uses them asks for them each time. */
export function createSettingsService(options: {
  readonly running: Settings;
  readonly save: (settings: Settings) => Promise<void>;
}): SettingsService {
  let current = options.running;
  return {
    get: () => current,
    async set(settings) {
      const next = settingsSchema.parse(settings);
      const faults = settingsFaults(next);
      if (faults.length > 0) throw new VigilError('validation_failed', 'the settings are not valid', faults);
      await options.save(next);
      current = next;
      return { settings: next, restartNeeded: restartNeeded(options.running, next) };
    },
  };
}
