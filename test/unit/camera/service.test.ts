import { describe, expect, it } from 'vitest';
import { subWaitMs } from '../../../src/engine/camera/sub-fallback.ts';
import type { DemoCameras } from '../../../src/engine/host.ts';
import { MemoryCameraStore } from '../../support/memory-camera-store.ts';
import { fragment, videoInit } from '../../support/mp4.ts';
import {
  fileInput as input,
  openCameraFixture as open,
  type CameraFixture,
  type FakeChild,
} from '../../support/camera-fixture.ts';

describe('the camera service', () => {
  it('tells of a camera first and of its state after', async () => {
    const { cameras, events, clock, children } = await open();
    const view = await cameras.add(input('A'));
    await clock.advance(0);
    children[0]?.frames(1);
    await clock.advance(0);
    expect(events.map((event) => (event.type === 'status' ? event.status.state : event.type))).toEqual([
      'camera',
      'connecting',
      'ok',
    ]);
    expect(cameras.get(view.camera.id).status.state).toBe('ok');
    await cameras.stop();
  });

  it('keeps the password when none is given, and removes it when told to', async () => {
    const { cameras, store } = await open();
    const { id } = (await cameras.add(input('A', { password: 'geheim' }))).camera;
    expect(cameras.get(id).camera.hasPassword).toBe(true);
    expect(cameras.secrets()).toEqual(['geheim']);
    expect(JSON.stringify(cameras.list())).not.toContain('geheim');
    expect(Buffer.from(store.list()[0]?.passwordSealed ?? []).toString()).toBe('mieheg');
    await cameras.update(id, input('B'));
    expect(cameras.secrets()).toEqual(['geheim']);
    await cameras.update(id, input('B', { password: null }));
    expect([cameras.secrets(), cameras.get(id).camera.hasPassword]).toEqual([[], false]);
    await cameras.stop();
  });

  it('does not interrupt the recording for a new name, but does for a new source', async () => {
    const { cameras, children, clock } = await open();
    const { id } = (await cameras.add(input('A'))).camera;
    await clock.advance(0);
    await cameras.update(id, { ...input('A'), name: 'Gate' });
    await clock.advance(0);
    expect(children.length).toBe(1);
    await cameras.update(id, input('B'));
    await clock.advance(0);
    expect(children.length).toBe(2);
    await cameras.stop();
  });

  it('starts no more than four cameras at a time', async () => {
    const { cameras, children, clock } = await open();
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F']) await cameras.add(input(name));
    await clock.advance(0);
    expect(children.length).toBe(4);
    children[0]?.frames(1);
    await clock.advance(0);
    expect(children.length).toBe(5);
    children[1]?.exit(1);
    await clock.advance(0);
    expect(children.length).toBe(6);
    await cameras.stop();
  });

  it('removes with or without recordings', async () => {
    const { cameras, removed, events, clock } = await open();
    const [a, b] = [await cameras.add(input('A')), await cameras.add(input('B'))];
    await clock.advance(0);
    await cameras.remove(a.camera.id, 'keep');
    await cameras.remove(b.camera.id, 'delete');
    expect(removed).toEqual([b.camera.id]);
    expect(cameras.list()).toEqual([]);
    expect(events.filter(({ type }) => type === 'camera_removed').length).toBe(2);
    await expect(cameras.remove(a.camera.id, 'keep')).rejects.toMatchObject({ code: 'not_found' });
    await cameras.stop();
  });

  it('puts the named ones first and leaves the others in order', async () => {
    const { cameras } = await open();
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push((await cameras.add(input(name, { enabled: false }))).camera.id);
    await cameras.reorder([ids[2] ?? '', ids[0] ?? '']);
    expect(cameras.list().map(({ camera }) => camera.name)).toEqual(['C', 'A', 'B', 'D']);
    await expect(cameras.reorder(['zzzzzzzzzzzz'])).rejects.toMatchObject({ code: 'not_found' });
    await cameras.stop();
  });

  it('tries a waiting camera now, and refuses for a disabled one', async () => {
    const { cameras, children, clock } = await open();
    const { id } = (await cameras.add(input('A'))).camera;
    await clock.advance(0);
    children[0]?.exit(1);
    await clock.advance(0);
    expect(cameras.get(id).status).toMatchObject({ state: 'retrying', attempt: 1 });
    await cameras.tryNow(id);
    await clock.advance(0);
    expect(children.length).toBe(2);
    await cameras.setEnabled(id, false);
    await expect(cameras.tryNow(id)).rejects.toMatchObject({ code: 'camera_disabled' });
    await cameras.stop();
  });

  it('adds the demo once, and finds its cameras again where they are after a restart', async () => {
    let port = 1;
    const demo: DemoCameras = {
      start: () => {
        const url = `rtsp://127.0.0.1:${port}/yard`;
        const source = { kind: 'rtsp', mainUrl: url, subUrl: null, transport: 'tcp', username: null } as const;
        return Promise.resolve([input('Yard', { source })]);
      },
      stop: () => Promise.resolve(),
    };
    const first = await open({ demo });
    await first.cameras.addDemo();
    await first.cameras.addDemo();
    expect(first.cameras.list().map(({ camera }) => [camera.name, camera.demo])).toEqual([['Yard', true]]);
    await first.cameras.stop();
    port = 2;
    const second = await open({ demo, store: first.store });
    expect(second.cameras.list()[0]?.camera.source).toMatchObject({ mainUrl: 'rtsp://127.0.0.1:2/yard' });
    await second.cameras.stop();
    await expect((await open()).cameras.addDemo()).rejects.toMatchObject({ code: 'demo_unavailable' });
  });

  it('goes on when the store is full', async () => {
    const store = new MemoryCameraStore();
    const full = (): never => {
      throw new Error('database or disk is full');
    };
    store.addStateChange = full;
    store.saveFacts = full;
    store.facts = full;
    const { cameras, children, clock } = await open({ store });
    const { id } = (await cameras.add(input('A'))).camera;
    await clock.advance(0);
    children[0]?.stderr.write(
      "Input #0, mov, from 'x':\n  Stream #0:0: Video: h264, yuv420p, 64x64, 5 fps\nOutput #0\n",
    );
    children[0]?.frames(1);
    await clock.advance(0);
    children[0]?.exit(1);
    await clock.advance(0);
    expect([cameras.get(id).status.state, children.length]).toEqual(['no_signal', 2]);
    await cameras.stop();
  });

  it('takes no more changes once it is closing', async () => {
    const { cameras, children, clock } = await open();
    await cameras.add(input('A'));
    await clock.advance(0);
    await cameras.stop();
    expect(children[0]?.stdin.writableEnded).toBe(true);
    await expect(cameras.add(input('B'))).rejects.toMatchObject({ code: 'conflict' });
    expect(clock.pendingCount()).toBe(0);
  });
});

describe('a camera with a sub stream', () => {
  const source = {
    kind: 'rtsp',
    mainUrl: 'rtsp://127.0.0.1:1/main',
    subUrl: 'rtsp://127.0.0.1:1/sub',
    transport: 'tcp',
    username: null,
  } as const;
  const reads = (child: FakeChild | undefined): string[] =>
    (child?.args ?? []).filter((arg) => arg.startsWith('rtsp://')).map((url) => url.slice(-4));

  /** A camera whose sub stream could not be opened, recorded without it. */
  async function withDeadSub(): Promise<CameraFixture & { readonly id: string }> {
    const fixture = await open();
    const { cameras, clock, children } = fixture;
    const { id } = (await cameras.add(input('A', { source }))).camera;
    await clock.advance(0);
    expect(reads(children[0])).toEqual(['main', '/sub']);
    children[0]?.opened(0);
    children[0]?.stderr.write('[rtsp @ 0x1] method DESCRIBE failed: 404 Not Found\n');
    await clock.advance(0);
    children[0]?.exit(1);
    await clock.advance(0);
    children[1]?.frames(1);
    await clock.advance(0);
    return { ...fixture, id };
  }
  const states = ({ store }: CameraFixture): string[] => store.changes.map(({ state }) => state);

  it('that is dead is recorded without it, at once and without a failure', async () => {
    const fixture = await withDeadSub();
    expect(reads(fixture.children[1])).toEqual(['main']);
    expect(states(fixture)).toEqual(['connecting', 'ok']);
    await fixture.cameras.stop();
  });

  it('that answers and sends nothing is dead too', async () => {
    const { cameras, clock, children } = await open();
    await cameras.add(input('A', { source }));
    await clock.advance(0);
    children[0]?.opened(0);
    children[0]?.stderr.write("Input #1, rtsp, from 'rtsp://h/y':\n  Stream #1:0: Video: h264, none, 90k tbr\n");
    await clock.advance(0);
    children[0]?.exit(1);
    await clock.advance(0);
    expect(reads(children[1])).toEqual(['main']);
    await cameras.stop();
  });

  it('that comes back is used again, after it was looked at beside the recording', async () => {
    const { cameras, clock, children, store, id } = await withDeadSub();
    let count = 1;
    const film = async (seconds: number): Promise<void> => {
      for (const last = count + seconds; count < last;) {
        await clock.advance(1000);
        children[1]?.frames((count += 1));
      }
      await clock.advance(0);
    };
    await film(16);
    expect(reads(children[2])).toEqual(['/sub']);
    children[2]?.exit(1);
    await film(50);
    expect(children.length).toBe(3);
    await film(12);
    const frames = Array.from({ length: 40 }, (_, n) => fragment({ time: n * 100, key: n % 10 === 0 }));
    children[3]?.opened(0);
    children[3]?.list.write(Buffer.concat([videoInit(), ...frames]));
    await clock.advance(0);
    expect(reads(children[4])).toEqual(['main', '/sub']);
    expect(cameras.get(id).status.state).toBe('connecting');
    // The history says why it connects anew.
    expect(store.changes.map(({ state, reason }) => [state, reason])).toEqual([
      ['connecting', null],
      ['ok', null],
      ['connecting', 'sub_back'],
    ]);
    await cameras.stop();
  });

  it('fails as a whole when main cannot be opened either, and is then tried with both', async () => {
    const { cameras, clock, children, id } = await withDeadSub();
    for (const child of [1, 2]) {
      children[child]?.stderr.write('rtsp://h/x: Connection refused\n');
      await clock.advance(0);
      children[child]?.exit(1);
      await clock.advance(0);
    }
    expect(cameras.get(id).status.state).toBe('retrying');
    expect(reads(children[2])).toEqual(['main', '/sub']);
    await cameras.stop();
  });

  it.each([-3_600_000, 3_600_000])(
    'begins a run anew when the clock of the machine is set by %i ms',
    async (stepMs) => {
      const fixture = await withDeadSub();
      const { cameras, clock, children } = fixture;
      clock.setUtc(clock.now() + 1500);
      await clock.advance(1000);
      expect(children.length).toBe(2);
      clock.setUtc(clock.now() + stepMs);
      await clock.advance(1000);
      expect(children.length).toBe(3);
      const epoch = Number(children[2]?.args[children[2].args.indexOf('-itsoffset') + 1]);
      expect(Math.abs(-epoch * 1000 - clock.now())).toBeLessThan(1001);
      children[2]?.frames(1);
      await clock.advance(0);
      expect(states(fixture)).toEqual(['connecting', 'ok', 'connecting', 'ok']);
      expect(fixture.store.changes.map(({ reason }) => reason)).toEqual([null, null, 'clock_set', null]);
      await cameras.stop();
    },
  );
});

describe('the wait for a sub stream', () => {
  it('is short at first, then doubles up to ten minutes', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(subWaitMs)).toEqual([15_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });
});
