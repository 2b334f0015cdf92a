import { describe, expect, it } from 'vitest';
import { FAKE_PID, fileInput as input, openCameraFixture as open } from '../../support/camera-fixture.ts';

describe('a process that gives trouble', () => {
  const running = async () => {
    const fixture = await open();
    const { id } = (await fixture.cameras.add(input('A'))).camera;
    let frames = 0;
    /** Lets the newest ffmpeg deliver for so many seconds. */
    const film = async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        fixture.children.at(-1)?.frames((frames += 15));
        await fixture.clock.advance(1000);
      }
    };
    /** It takes too much memory until it is restarted. */
    const swell = async (): Promise<void> => {
      const before = fixture.children.length;
      const used = fixture.usages.get(FAKE_PID)!;
      fixture.usages.set(FAKE_PID, { ...used, memoryBytes: 2_000_000_000 });
      for (let second = 0; second < 35 && fixture.children.length === before; second += 1) {
        await film(1);
        if (fixture.cameras.get(id).status.state === 'connection_failed') break;
      }
      fixture.usages.set(FAKE_PID, used);
    };
    const stats = () => fixture.cameras.get(id).stats!;
    return { ...fixture, id, film, swell, stats };
  };

  it('shows what it takes, and is restarted when that is too much', async () => {
    const { cameras, film, swell, stats, alerts, children } = await running();
    await film(6);
    expect([stats().cpuPercent, stats().memoryBytes, stats().restarts]).toEqual([20, 50_000_000, 0]);
    await swell();
    await film(31);
    expect(children.length).toBe(2);
    expect(stats()).toMatchObject({ restarts: 1, memoryBytes: 50_000_000 });
    expect(alerts).toContainEqual(
      expect.objectContaining({ kind: 'process_restarted', data: { reason: 'memory', count: 1 } }),
    );
    await cameras.stop();
  });

  it('more than five times in ten minutes rests for half an hour, unless a person tries', async () => {
    const { cameras, clock, film, swell, alerts, children, id } = await running();
    for (let round = 0; round < 6; round += 1) {
      await film(70);
      await swell();
    }
    const { status } = cameras.get(id);
    expect(status).toMatchObject({ state: 'connection_failed', reason: 'unstable' });
    const pauseMs = status.state === 'connection_failed' ? status.nextAttemptMs - clock.now() : 0;
    expect(Math.round(pauseMs / 60_000)).toBe(30);
    expect(alerts.filter(({ kind }) => kind === 'camera_unstable')).toMatchObject([
      { severity: 'critical', cameraId: id, data: { restarts: 6, pauseMinutes: 30 } },
    ]);
    const ran = children.length;
    await clock.advance(29 * 60_000);
    expect(children.length).toBe(ran);
    await cameras.tryNow(id);
    await film(2);
    expect(children.length).toBe(ran + 1);
    expect(cameras.get(id).status.state).toBe('ok');
    await cameras.stop();
  });

  it('of the network or the camera is never paused: that would cost footage', async () => {
    const { cameras, clock, film, alerts, children, id } = await running();
    for (let round = 0; round < 12; round += 1) {
      await film(3);
      children.at(-1)?.exit(0);
      await clock.advance(32_000);
    }
    expect(alerts.filter(({ kind }) => kind === 'camera_unstable')).toEqual([]);
    await film(2);
    expect(cameras.get(id).status.state).toBe('ok');
    await cameras.stop();
  });
});
