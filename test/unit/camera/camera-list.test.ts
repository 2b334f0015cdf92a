import { describe, expect, it } from 'vitest';
import { exportCameras, importCameras } from '../../../src/engine/camera/index.ts';
import type { Camera } from '../../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';

const camera = (name: string, source: Camera['source']): Camera => ({
  id: 'abcdefabcdef',
  name,
  enabled: true,
  source,
  hasPassword: true,
  connectTimeoutMs: 5000,
  record: true,
  recording: recordingPlanSchema.parse({}),
  detection: detectionPlanSchema.parse({}),
  demo: false,
  position: 0,
  createdMs: 0,
});
const gate = camera('=Gate, "north"', {
  kind: 'rtsp',
  mainUrl: 'rtsp://10.0.0.1/main?a=1,2',
  subUrl: null,
  transport: 'udp',
  username: 'admin',
});
const clip = camera('Clip', { kind: 'file', path: '/clips/a.mp4' });
const usb = camera('-USB', { kind: 'device', device: '/dev/video0' });

describe('a list of cameras', () => {
  it.each(['json', 'csv'] as const)('comes back as it went out in %s, without passwords', (format) => {
    const text = exportCameras([gate, clip, usb], format);
    const back = importCameras(text, format);
    expect(back).toMatchObject({
      ok: true,
      inputs: [gate, clip, usb].map(({ name, source, enabled, record, recording, connectTimeoutMs }) => ({
        name,
        source,
        enabled,
        record,
        recording,
        connectTimeoutMs,
      })),
    });
    expect(JSON.stringify(back)).not.toContain('password":"');
  });

  it('for a spreadsheet holds no cell that runs as a formula', () => {
    const text = exportCameras([gate, usb], 'csv');
    expect(text).not.toMatch(/(^|,)"?[=@+-]/m);
  });

  it('moves credentials out of URLs', () => {
    const text = 'name;main_url\nDoor;rtsp://admin:p%40ss:w@10.0.0.7:554/s';
    expect(importCameras(text, 'csv')).toMatchObject({
      ok: true,
      inputs: [
        {
          name: 'Door',
          password: 'p@ss:w',
          source: { mainUrl: 'rtsp://10.0.0.7:554/s', username: 'admin', subUrl: null },
        },
      ],
    });
  });

  it('is taken whole or not at all, and each wrong row is named', () => {
    const text = 'name,kind,main_url,enabled\nA,rtsp,rtsp://h/a,yes\n,rtsp,http://h/b,yes\nC,rtsp,rtsp://h/c,maybe\n';
    const result = importCameras(text, 'csv');
    expect(result.ok).toBe(false);
    const paths = result.ok ? [] : result.errors.map(({ path }) => path);
    expect(paths).toEqual(['row 2.name', 'row 2.source.mainUrl', 'row 3.enabled']);
  });

  it.each([
    ['csv', 'name,main_url\n"A,rtsp://h/a', 'a quote is not closed in line 2'],
    ['csv', 'name,main_url\n"A"b,rtsp://h/a', 'text after a closing quote in line 2'],
    ['csv', 'name,colour\nA,red', 'unknown column "colour"'],
    ['csv', 'main_url\nrtsp://h', 'the first line must name the columns, "name" among them'],
    ['csv', '', 'empty'],
    ['json', '{', 'not JSON'],
    ['json', '{"a":1}', 'not a list of cameras'],
    ['json', '[]', 'there are no cameras in it'],
  ] as const)('that is broken (%s: %j) is refused with words', (format, text, message) => {
    expect(importCameras(text, format)).toEqual({ ok: false, errors: [{ path: '', message }] });
  });
});
