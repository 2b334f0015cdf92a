import { describe, expect, it } from 'vitest';
import type { NewAlert } from '../../../src/engine/alerts/index.ts';
import { Outages } from '../../../src/engine/camera/outages.ts';
import type { CameraStatus } from '../../../src/shared/camera.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const A = 'aaaaaaaaaaaa';
const B = 'bbbbbbbbbbbb';
const sinceMs = 0;
const connecting: CameraStatus = { state: 'connecting', sinceMs, attempt: 1 };
const ok: CameraStatus = { state: 'ok', sinceMs };
const lost: CameraStatus = { state: 'no_signal', sinceMs, reason: 'stalled' };
const retrying: CameraStatus = {
  state: 'retrying',
  sinceMs,
  reason: 'refused',
  attempt: 1,
  maxAttempts: 5,
  nextAttemptMs: 0,
};
const failed: CameraStatus = { state: 'connection_failed', sinceMs, reason: 'refused', nextAttemptMs: 0 };
const disabled: CameraStatus = { state: 'disabled', sinceMs };

function open() {
  const clock = new FakeClock();
  const raised: NewAlert[] = [];
  const outages = new Outages(clock, (alert) => raised.push(alert));
  const say = (cameraId: string, status: CameraStatus) => outages.heed({ type: 'status', cameraId, status });
  /** What was raised since the last call. */
  const news = () =>
    raised.splice(0).map(({ kind, cameraId }) => (cameraId === undefined ? kind : `${kind} ${cameraId[0]}`));
  const up = async (...ids: string[]) => {
    for (const id of ids) say(id, ok);
    await clock.advance(5000);
    news();
  };
  return { clock, raised, say, news, up, outages };
}

describe('an outage', () => {
  it('is told once, however often it is tried, and its end with how long it was', async () => {
    const { clock, raised, say, news, up } = open();
    await up(A);
    say(A, lost);
    say(A, retrying);
    expect(raised).toEqual([{ kind: 'camera_down', severity: 'warning', cameraId: A, data: { reason: 'refused' } }]);
    for (const status of [connecting, retrying, failed]) {
      await clock.advance(20_000);
      say(A, status);
    }
    expect(news()).toEqual(['camera_down a']);
    say(A, ok);
    await clock.advance(4999);
    expect(news()).toEqual([]);
    await clock.advance(1);
    expect(raised).toEqual([{ kind: 'camera_back', severity: 'info', cameraId: A, data: { downMs: 65_000 } }]);
  });

  it('of a moment is not told, one of some seconds is', async () => {
    const { clock, say, news, up } = open();
    await up(A);
    say(A, lost);
    await clock.advance(4000);
    say(A, ok);
    await clock.advance(60_000);
    expect(news()).toEqual([]);
    say(A, lost);
    await clock.advance(5000);
    expect(news()).toEqual(['camera_down a']);
  });

  it('is not over with a picture or two', async () => {
    const { clock, say, news, up } = open();
    await up(A);
    say(A, retrying);
    say(A, ok);
    await clock.advance(3000);
    say(A, retrying);
    await clock.advance(60_000);
    expect(news()).toEqual(['camera_down a']);
  });

  it('is none while a camera connects for the first time, and is one when that fails', async () => {
    const { clock, say, news } = open();
    say(A, connecting);
    await clock.advance(30_000);
    expect(news()).toEqual([]);
    say(A, retrying);
    expect(news()).toEqual(['camera_down a']);
  });

  it('of an earlier life of the program is ended by the first pictures', async () => {
    const { clock, raised, say } = open();
    say(A, connecting);
    say(A, ok);
    await clock.advance(5000);
    expect(raised.map(({ kind, data }) => [kind, data])).toEqual([
      ['camera_back', { downMs: null }],
      ['cameras_back', { downMs: null }],
    ]);
  });
});

describe('when no camera is left', () => {
  it('that is said once, loudly, and again when the first is back', async () => {
    const { clock, raised, say, news, up } = open();
    await up(A, B);
    say(A, retrying);
    expect(news()).toEqual(['camera_down a']);
    say(B, retrying);
    expect(raised.at(-1)).toEqual({ kind: 'all_cameras_down', severity: 'critical', data: { cameras: 2 } });
    expect(news()).toEqual(['camera_down b', 'all_cameras_down']);
    for (const id of [A, B]) say(id, failed);
    expect(news()).toEqual([]);
    await clock.advance(10_000);
    say(A, ok);
    await clock.advance(5000);
    expect(news()).toEqual(['camera_back a', 'cameras_back']);
    say(B, ok);
    await clock.advance(5000);
    expect(news()).toEqual(['camera_back b']);
  });

  it('a camera that is disabled or removed does not count', async () => {
    const { say, news, up, outages } = open();
    await up(A, B);
    say(A, retrying);
    news();
    say(B, disabled);
    expect(news()).toEqual([]);
    await up(B);
    say(B, retrying);
    expect(news()).toEqual(['camera_down b', 'all_cameras_down']);
    outages.heed({ type: 'camera_removed', cameraId: A });
    outages.heed({ type: 'camera_removed', cameraId: B });
    expect(news()).toEqual(['cameras_back']);
  });
});
