import { describe, expect, it } from 'vitest';
import { createSettingsService } from '../../../src/engine/settings-service.ts';
import { settingsSchema, type Settings } from '../../../src/shared/settings.ts';

const defaults = settingsSchema.parse({});

function service() {
  const saved: Settings[] = [];
  const settings = createSettingsService({
    running: defaults,
    save: (next) => {
      saved.push(next);
      return Promise.resolve();
    },
  });
  return { settings, saved };
}

describe('settings', () => {
  it('are saved, answered and in force', async () => {
    const { settings, saved } = service();
    const next = { ...defaults, recording: { root: null, segmentSeconds: 60 } };
    expect(await settings.set(next)).toEqual({ settings: next, restartNeeded: [] });
    expect(saved).toEqual([next]);
    expect(settings.get()).toEqual(next);
  });

  it('say which fields wait for a restart, measured against what runs and not against the last change', async () => {
    const { settings } = service();
    const moved = { ...defaults, http: { host: '0.0.0.0', port: 9000 } };
    expect((await settings.set(moved)).restartNeeded).toEqual(['http.host', 'http.port']);
    expect((await settings.set(moved)).restartNeeded).toEqual(['http.host', 'http.port']);
    expect((await settings.set(defaults)).restartNeeded).toEqual([]);
  });

  it('that make no sense are refused with the fields, and nothing is saved', async () => {
    const { settings, saved } = service();
    const wrong = {
      ...defaults,
      http: { host: 'nas;rm', port: 1 },
      recording: { root: 'videos', segmentSeconds: 180 },
    };
    await expect(settings.set(wrong)).rejects.toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'http.host' }, { path: 'recording.root' }],
    });
    expect(saved).toEqual([]);
    expect(settings.get()).toEqual(defaults);
  });

  it('stay as they were when they cannot be written', async () => {
    const settings = createSettingsService({
      running: defaults,
      save: () => Promise.reject(new Error('disk full')),
    });
    await expect(settings.set({ ...defaults, recording: { root: null, segmentSeconds: 60 } })).rejects.toThrow(
      'disk full',
    );
    expect(settings.get()).toEqual(defaults);
  });
});
