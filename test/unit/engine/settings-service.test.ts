import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSettingsHistory } from '../../../src/engine/config/index.ts';
import { createSettingsService } from '../../../src/engine/settings-service.ts';
import { settingsSchema, type Settings } from '../../../src/shared/settings.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const defaults = settingsSchema.parse({});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const broken = { keptAs: 'settings.json.broken', problems: ['not JSON'] };

function service(save?: () => Promise<void>) {
  const saved: Settings[] = [];
  const clock = new FakeClock();
  const settings = createSettingsService({
    running: defaults,
    save:
      save ??
      ((next) => {
        saved.push(next);
        return Promise.resolve();
      }),
    history: createSettingsHistory(join(folder, 'history')),
    broken,
    clock,
    logger: pino({ level: 'silent' }),
  });
  return { settings, saved, clock };
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

  it('with a storage folder that is not absolute are refused, and say which one', async () => {
    const roots = ['/disk2', 'disk3'].map((path) => ({ path, kind: 'fast' as const }));
    await expect(
      service().settings.set({ ...defaults, storage: { ...defaults.storage, roots } }),
    ).rejects.toMatchObject({ code: 'validation_failed', details: [{ path: 'storage.roots.1.path' }] });
  });

  it('stay as they were when they cannot be written', async () => {
    const { settings } = service(() => Promise.reject(new Error('disk full')));
    await expect(settings.set({ ...defaults, recording: { root: null, segmentSeconds: 60 } })).rejects.toThrow(
      'disk full',
    );
    expect(settings.get()).toEqual(defaults);
  });

  const seconds = (segmentSeconds: number): Settings => ({ ...defaults, recording: { root: null, segmentSeconds } });

  it('can be taken back to any state that they were in, also the first', async () => {
    const { settings, clock } = service();
    await settings.set(seconds(60));
    await clock.advance(60_000);
    await settings.set(seconds(90));
    const { versions } = await settings.versions();
    expect(versions.map(({ atMs }) => atMs - clock.now())).toEqual([0, -60_000, -60_001]);
    expect((await settings.restore(versions[1]!.atMs)).settings.recording.segmentSeconds).toBe(60);
    expect((await settings.restore(versions[2]!.atMs)).settings).toEqual(defaults);
    expect(settings.get()).toEqual(defaults);
    expect((await settings.versions()).versions).toHaveLength(5);
  });

  it('are in safe mode until a person has said what they shall be', async () => {
    const { settings } = service();
    expect((await settings.versions()).broken).toEqual(broken);
    await settings.set(seconds(60));
    expect((await settings.versions()).broken).toBeNull();
  });

  it('say so when there is no such state, and stay as they are', async () => {
    const { settings } = service();
    await settings.set(seconds(60));
    await expect(settings.restore(4711)).rejects.toMatchObject({ code: 'not_found' });
    expect(settings.get()).toEqual(seconds(60));
  });

  it('keep the newest fifty states', async () => {
    const { settings, clock } = service();
    for (let count = 0; count < 55; count += 1) {
      await clock.advance(1000);
      await settings.set(seconds(10 + count));
    }
    const { versions } = await settings.versions();
    expect(versions).toHaveLength(50);
    expect((await settings.restore(versions[0]!.atMs)).settings).toEqual(seconds(64));
  });

  it('can be changed even where no version can be kept', async () => {
    writeFileSync(join(folder, 'history'), 'a file in the way');
    const { settings } = service();
    await settings.set(seconds(60));
    expect(settings.get()).toEqual(seconds(60));
    expect((await settings.versions()).versions).toEqual([]);
  });
});
