import { describe, expect, it } from 'vitest';
import {
  formOf,
  problemsAt,
  settingsOf,
  validateSettings,
} from '../../../src/renderer/settings/model/settings-form.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';

const settings = settingsSchema.parse({
  recording: { root: '/disk1' },
  storage: { roots: [{ path: '/disk2', kind: 'slow' }], moveAfterHours: 36, preallocate: true },
  archive: { endpoint: 'https://s3.example.com', bucket: 'footage', accessKeyId: 'key' },
});
const form = formOf(settings);
const fast = (path: string) => ({ path, kind: 'fast' as const });

describe('the form of storage and archive', () => {
  it('gives back the settings that it was made of, with what it does not show', () => {
    expect(settingsOf(form, settings)).toEqual(settings);
  });

  it('reads gigabytes, megabytes per second and an empty age', () => {
    const { storage } = settingsOf({ ...form, minFreeGb: 1.5, moveMbPerSecond: 0.5, moveAfterHours: '' }, settings);
    expect(storage).toMatchObject({ minFreeBytes: 1_500_000_000, moveBytesPerSecond: 500_000, moveAfterHours: null });
  });

  it('takes an empty server for Amazon', () => {
    expect(settingsOf({ ...form, archiveEndpoint: ' ' }, settings).archive.endpoint).toBeNull();
  });

  it.each([
    [{ roots: [fast('')] }, { 'roots.0.path': 'required' }],
    [{ roots: [fast('disk2')] }, { 'roots.0.path': 'absolutePath' }],
    [{ roots: [fast('/disk1/')] }, { 'roots.0.path': 'duplicate' }],
    [{ roots: [fast('/a'), fast('E:\\video'), fast('/a')] }, { 'roots.2.path': 'duplicate' }],
    [{ roots: [fast('/a'), fast('/b')] }, {}],
    [{ minFreeGb: '' }, { minFreeGb: 'required' }],
    [{ minFreePercent: 91 }, { minFreePercent: 'range' }],
    [{ moveMbPerSecond: 0 }, { moveMbPerSecond: 'range' }],
    [{ archiveEndpoint: 's3.example.com' }, { archiveEndpoint: 'url' }],
    [{ archiveRegion: '' }, { archiveRegion: 'required' }],
    [{ archiveBucket: '', archiveAccessKeyId: '' }, {}],
    [
      { archiveEnabled: true, archiveBucket: '', archiveAccessKeyId: '' },
      { archiveBucket: 'required', archiveAccessKeyId: 'required' },
    ],
  ])('says of %j: %j', (change, errors) => {
    expect(validateSettings({ ...form, ...change }, settings)).toEqual(errors);
  });

  it('marks the folder that the engine refuses', () => {
    expect(problemsAt(form, ['storage.roots.0.path'])).toEqual({ 'roots.0.path': 'other' });
  });
});
