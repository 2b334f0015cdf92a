import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { camId, detection, detectionRun, wireHour } from './fake-services.ts';
import { codeOf, startHttp, type Http } from './harness.ts';
import { everyEvent } from '../../support/every-event.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

describe('detections', () => {
  it('are listed by what is asked for', async () => {
    const all = await http.ask('GET', '/api/detections');
    expect(all.json()).toEqual({ events: [detection], next: 7 });
    await http.ask(
      'GET',
      `/api/detections?cameraIds=${camId},${camId}&labels=person,car&kinds=enter,cross&zone=S%C3%A2n%20tr%C6%B0%E1%BB%9Bc&fromMs=5&toMs=9&beforeId=8&limit=20`,
    );
    expect(http.engine.calls).toEqual([
      ['detections', { ...everyEvent, limit: 50 }],
      [
        'detections',
        {
          cameraIds: [camId],
          labels: ['person', 'car'],
          kinds: ['enter', 'cross'],
          zone: 'Sân trước',
          fromMs: 5,
          toMs: 9,
          beforeId: 8,
          limit: 20,
        },
      ],
    ]);
  });

  it.each([
    '?kinds=fly',
    '?cameraIds=../x',
    '?limit=501',
    '?beforeId=0',
    '?fromMs=now',
    '/0',
    '/abc',
    '/7/picture?which=all',
  ])('are not asked for with %s', async (wrong) => {
    expect(codeOf(await http.ask('GET', `/api/detections${wrong}`))).toBe('validation_failed');
    expect(http.engine.calls).toEqual([]);
  });

  it('are looked at one by one, each with its picture', async () => {
    expect((await http.ask('GET', '/api/detections/7')).json()).toEqual(detection);
    const picture = await http.ask('GET', '/api/detections/7/picture?which=frame&v=1500');
    expect(picture.headers['content-type']).toBe('image/jpeg');
    expect([...picture.rawPayload]).toEqual([0xff, 0xd8, 0xff, 7]);
    expect(http.engine.calls).toEqual([
      ['detection', 7],
      ['picture', 7, 'frame'],
    ]);
    for (const missing of ['/9', '/9/picture']) {
      const answer = await http.ask('GET', `/api/detections${missing}`);
      expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not_found']);
    }
  });

  it('let a picture be kept for ever only when it is the last', async () => {
    const caching = async (id: number) =>
      (await http.ask('GET', `/api/detections/${id}/picture`)).headers['cache-control'];
    expect(await caching(7)).toBe('private, max-age=31536000, immutable');
    expect(await caching(8)).toBe('private, no-cache');
  });

  it('are counted, and tell what there is to ask for', async () => {
    const facets = await http.ask('GET', `/api/detections/facets?cameraIds=${camId}`);
    expect(facets.json()).toEqual({ labels: ['person'], kinds: ['cross'], zones: ['Yard'] });
    expect((await http.ask('GET', '/api/detections/counts?startMs=0&endMs=3600000')).json()).toEqual({
      hours: [wireHour],
    });
    expect((await http.ask('GET', '/api/detection/runs?limit=3&fromMs=1')).json()).toEqual({ runs: [detectionRun] });
    expect(http.engine.calls).toEqual([
      ['facets', [camId]],
      ['counts', { cameraIds: null, fromMs: 0, toMs: 3_600_000 }],
      ['runs', { cameraIds: null, fromMs: 1, toMs: null, limit: 3 }],
    ]);
    expect(codeOf(await http.ask('GET', '/api/detections/counts?startMs=5&endMs=5'))).toBe('validation_failed');
  });
});
