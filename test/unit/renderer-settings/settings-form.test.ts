import { describe, expect, it } from 'vitest';
import {
  formOf,
  isLoopback,
  plannedDelays,
  problemsAt,
  settingsOf,
  validateSettings,
} from '../../../src/renderer/settings/model/settings-form.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';

const settings = settingsSchema.parse({});
const form = formOf(settings);

describe('the form of the settings', () => {
  it('gives back the settings that it was made of', () => {
    expect(settingsOf(form, settings)).toEqual(settings);
  });

  it('takes an empty folder for the default and an empty number for an error, never for 0', () => {
    expect(settingsOf({ ...form, root: ' ' }, settings).recording.root).toBeNull();
    expect(validateSettings({ ...form, port: '' }, settings)).toEqual({ port: 'required' });
  });

  it.each([
    [{ segmentSeconds: 1 }, { segmentSeconds: 'range' }],
    [{ port: 70_000 }, { port: 'range' }],
    [{ jitterPercent: 101 }, { jitterPercent: 'range' }],
    [{ firstDelaySeconds: 0 }, { firstDelaySeconds: 'range' }],
    [{ root: 'recordings' }, { root: 'absolutePath' }],
    [{ root: 'D:\\video' }, {}],
    [{ ffmpegPath: './ffmpeg' }, { ffmpegPath: 'absolutePath' }],
    [{ host: '' }, { host: 'required' }],
    [{}, {}],
  ])('says of %j: %j', (change, errors) => {
    expect(validateSettings({ ...form, ...change }, settings)).toEqual(errors);
  });

  it('marks the fields that the engine refuses', () => {
    expect(problemsAt(form, ['http.port', 'recording.root', 'unknown'])).toEqual({ port: 'range', root: 'required' });
  });
});

describe('what the settings mean', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['localhost', true],
    ['[::1]', true],
    ['0.0.0.0', false],
    ['127.0.0.1.evil.example', false],
    ['::', false],
  ])('%s is loopback: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });

  it('grows the delays up to the longest', () => {
    expect(plannedDelays({ ...settings.reconnect, attempts: 7 })).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });
});
