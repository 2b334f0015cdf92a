import { describe, expect, it } from 'vitest';
import { missingCameras, readBackup, writeBackup } from '../../../src/engine/backup.ts';
import type { Camera } from '../../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';

const camera = (name: string, mainUrl: string): Camera => ({
  id: 'abcdefabcdef',
  name,
  enabled: true,
  source: { kind: 'rtsp', mainUrl, subUrl: null, transport: 'tcp', username: 'admin' },
  hasPassword: true,
  connectTimeoutMs: 5000,
  record: true,
  recording: recordingPlanSchema.parse({}),
  detection: detectionPlanSchema.parse({}),
  demo: false,
  position: 0,
  createdMs: 1,
});
const gate = camera('Gate', 'rtsp://10.0.0.7/a');
const yard = camera('Yard', 'rtsp://10.0.0.8/a');
const settings = settingsSchema.parse({ recording: { segmentSeconds: 60 } });

describe('a backup', () => {
  it('comes back as it went out: settings, and cameras without passwords', () => {
    const text = writeBackup(settings, [gate, yard], 1_700_000_000_000);
    const reading = readBackup(text);
    if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
    expect(reading.backup).toMatchObject({ createdMs: 1_700_000_000_000, settings });
    expect(reading.backup.cameras.map(({ name, source }) => [name, source])).toEqual([
      ['Gate', gate.source],
      ['Yard', yard.source],
    ]);
  });

  it('of a recorder without cameras can be read', () => {
    expect(readBackup(writeBackup(settings, [], 5))).toMatchObject({ ok: true, backup: { cameras: [] } });
  });

  it('adds only cameras that are not there', () => {
    const reading = readBackup(writeBackup(settings, [gate, yard], 5));
    if (!reading.ok) throw new Error('unreadable');
    const renamed = { ...gate, name: 'Old gate' };
    expect(missingCameras(reading.backup.cameras, [renamed]).map(({ name }) => name)).toEqual(['Yard']);
  });

  it.each([
    ['no JSON', 'hello', ''],
    ['another file', '{"cameras":[]}', 'kind'],
    [
      'a setting that cannot be',
      writeBackup(settings, [], 5).replace('"segmentSeconds": 60', '"segmentSeconds": 1'),
      'settings.recording.segmentSeconds',
    ],
    ['a camera that cannot be', writeBackup(settings, [gate], 5).replace('rtsp://', 'ftp://'), 'row 1.source.mainUrl'],
  ])('that is %s is refused, with the place', (_, text, path) => {
    const reading = readBackup(text);
    expect(reading.ok ? [] : reading.errors.map((error) => error.path)).toContain(path);
  });
});
