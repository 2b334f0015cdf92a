import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ChildProcess } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createCameraService } from '../../../src/engine/camera/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { cameraInputSchema } from '../../../src/shared/camera.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryCameraStore } from '../../support/memory-camera-store.ts';

/** An ffmpeg that has opened both streams and copies sub, but gets no picture out of it and so writes nothing of main. */
class StuckChild extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stderr = new PassThrough();
  readonly live = new PassThrough();
  readonly stdio = [this.stdin, new PassThrough(), this.stderr, new PassThrough(), this.live, new PassThrough()];
  readonly pid = 2 ** 30;
  readonly args: readonly string[];
  constructor(args: readonly string[]) {
    super();
    this.args = args;
    this.stdin.on('data', () => {
      this.emit('exit', 0, null);
      this.emit('close', 0, null);
    });
    for (const index of [0, 1]) {
      this.stderr.write(`Input #${index}, rtsp, from 'rtsp://h/x':\n`);
      this.stderr.write(`  Stream #${index}:0: Video: h264 (Main), yuv420p, 320x180, 10 fps, 10 tbr\n`);
    }
  }
}

describe('a sub stream that cannot be decoded', () => {
  it('costs the analysis and not the recording', async () => {
    const clock = new FakeClock();
    const children: StuckChild[] = [];
    const cameras = createCameraService({
      store: new MemoryCameraStore(),
      host: { secrets: { seal: (text) => Buffer.from(text), open: (sealed) => sealed.toString() } },
      clock,
      logger: createLogger({ level: 'silent' }),
      ffmpeg: () => ({
        path: 'ffmpeg',
        version: '5.1',
        libavformat: [59, 27],
        encoders: { x264: true, aac: true },
        resolvesNames: true,
        launcher: [],
      }),
      door: null,
      place: { prepare: (run) => Promise.resolve(`/rec/${run.id}-%05d.mp4`) },
      frames: { prepare: () => ({ width: 160 }) },
      sinks: [],
      settings: () => settingsSchema.parse({ reconnect: { jitter: 0 } }),
      emit: () => undefined,
      removeRecordings: () => Promise.resolve(),
      gops: { latestGop: () => Promise.resolve(null) },
      raise: () => undefined,
      sizeOf: () => Promise.resolve(0),
      lookAtProcesses: () => Promise.resolve(new Map()),
      startProcess: (_program, args) => {
        children.push(new StuckChild(args));
        return children.at(-1) as unknown as ChildProcess;
      },
    });
    await cameras.start();
    const mainUrl = 'rtsp://10.0.0.5/main';
    const source = { kind: 'rtsp', mainUrl, subUrl: 'rtsp://10.0.0.5/sub', transport: 'tcp', username: null };
    await cameras.add(cameraInputSchema.parse({ name: 'Gate', source }));
    for (let second = 0; second < 40 && children.length < 2; second += 1) {
      children[0]?.live.write(Buffer.alloc(100));
      await clock.advance(1000);
    }
    const decodes = children.map(({ args }) => args.includes('pipe:1'));
    expect(decodes).toEqual([true, false]);
    expect(children[1]?.args).toContain('rtsp://10.0.0.5/sub');
    await cameras.stop();
  });
});
