import { describe, expect, it } from 'vitest';
import { camA, camB, memoryCatalog, storedCamera } from './catalog-fixture.ts';

const facts = {
  video: { codec: 'h264' as const, profile: 'High', width: 1920, height: 1080, fps: 15 },
  audio: { codec: 'pcm_mulaw', sampleRateHz: 8000, channels: 1 },
};

describe('cameras', () => {
  it('keeps a camera whole, its sealed password as it was given', () => {
    const { cameras } = memoryCatalog();
    const sealed = { ...storedCamera(camA, { hasPassword: true }), passwordSealed: new Uint8Array([0, 255, 7]) };
    cameras.insert(sealed);
    const [found] = cameras.list();
    expect(found?.camera).toEqual(sealed.camera);
    expect(new Uint8Array(found?.passwordSealed ?? [])).toEqual(sealed.passwordSealed);
  });

  it('lists by position, moves and replaces', () => {
    const { cameras } = memoryCatalog();
    cameras.insert(storedCamera(camA, { position: 0 }));
    cameras.insert(storedCamera(camB, { position: 1 }));
    cameras.reorder([camB, camA]);
    expect(cameras.list().map(({ camera }) => camera.id)).toEqual([camB, camA]);
    const source = { kind: 'file', path: '/clips/a.mp4' } as const;
    cameras.update(storedCamera(camB, { name: 'Gate', enabled: false, source, position: 7 }));
    expect(cameras.list().map(({ camera }) => [camera.name, camera.enabled, camera.source.kind])).toEqual([
      ['Camera a', true, 'rtsp'],
      ['Gate', false, 'file'],
    ]);
  });

  it('refuses a source that is not valid before it is stored', () => {
    const { cameras } = memoryCatalog();
    const source = { ...storedCamera(camA).camera.source, mainUrl: 'rtsp://u:secret@cam/x' };
    expect(() => cameras.insert(storedCamera(camA, { source: source as never }))).toThrow(/own fields/);
    expect(cameras.list()).toEqual([]);
  });

  it('remembers what the streams are made of until the camera goes', () => {
    const { cameras } = memoryCatalog();
    cameras.insert(storedCamera(camA));
    cameras.saveFacts(camA, { sourceKey: 'k1', main: facts, sub: facts });
    cameras.saveFacts(camA, { sourceKey: 'k2', main: facts, sub: null });
    cameras.saveFacts(camB, { sourceKey: 'k1', main: facts, sub: null });
    expect(cameras.facts(camA)).toEqual({ sourceKey: 'k2', main: facts, sub: null });
    expect(cameras.facts(camB)).toBeNull();
    cameras.remove(camA);
    expect(cameras.facts(camA)).toBeNull();
    expect(cameras.list()).toEqual([]);
  });
});

describe('changes of state', () => {
  const change = (cameraId: string, atMs: number) => ({
    cameraId,
    atMs,
    state: 'retrying' as const,
    reason: 'refused' as const,
    attempt: 2,
    log: ['Connection refused'],
  });

  it('are answered newest first in the order they came, also when the clock was set back', () => {
    const { cameras } = memoryCatalog();
    cameras.insert(storedCamera(camA));
    for (const atMs of [3000, 1000, 2000]) cameras.addStateChange(change(camA, atMs));
    cameras.addStateChange(change(camB, 9000));
    expect(cameras.history(camA, 10, null).map(({ atMs }) => atMs)).toEqual([2000, 1000, 3000]);
    expect(cameras.history(camA, 1, null)).toEqual([change(camA, 2000)]);
    expect(cameras.history(camB, 10, null)).toEqual([]);
  });

  it('are kept up to a thousand per camera', () => {
    const { cameras } = memoryCatalog();
    cameras.insert(storedCamera(camA));
    for (let atMs = 0; atMs < 1010; atMs += 1) cameras.addStateChange(change(camA, atMs));
    const kept = cameras.history(camA, 5000, null);
    expect(kept).toHaveLength(1000);
    expect(kept.at(-1)?.atMs).toBe(10);
  });
});

describe('sessions', () => {
  it('live until they are removed or have expired', () => {
    const { sessions } = memoryCatalog();
    sessions.insertSession({ hash: 'h1', createdMs: 1, expiresMs: 100, lastSeenMs: 1 });
    sessions.insertSession({ hash: 'h2', createdMs: 1, expiresMs: 200, lastSeenMs: 1 });
    sessions.touchSession('h1', 50, 150);
    expect(sessions.findSession('h1')).toEqual({ hash: 'h1', createdMs: 1, expiresMs: 150, lastSeenMs: 50 });
    sessions.removeExpiredSessions(150);
    expect(sessions.findSession('h1')).toBeNull();
    sessions.removeSession('h2');
    expect(sessions.findSession('h2')).toBeNull();
  });
});
