import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { cameraInputSchema } from '../../../src/shared/camera.ts';
import { createFrameHub, type Frame, type FrameConsumer, type FrameHub } from '../../../src/engine/frames/index.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { readBlockCode } from '../../../src/simulator/index.ts';
import { openCameraBench, RecordingSink, type CameraBench } from '../../support/camera-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { startSimulatorProcess, type SimulatorProcess } from '../../support/simulator-process.ts';
import { makeTestClip } from '../../support/test-clip.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

interface Seen {
  readonly number: number | null;
  readonly atMs: number;
  readonly width: number;
  readonly height: number;
}

function consumer(width: number, fps: number): FrameConsumer & { readonly seen: Seen[]; readonly ends: string[] } {
  const seen: Seen[] = [];
  const ends: string[] = [];
  return {
    seen,
    ends,
    want: (camera) => (camera.name.startsWith('Blind') ? null : { width, fps }),
    frame({ atMs, width: wide, height, data }: Frame) {
      const picture = { data: data.subarray(0, wide * height), width: wide, height, channels: 1 as const };
      seen.push({ number: readBlockCode(picture), atMs, width: wide, height });
    },
    ended: (cameraId) => void ends.push(cameraId),
    forget: () => undefined,
  };
}

interface Opened {
  readonly simulator: SimulatorProcess;
  readonly bench: CameraBench;
  readonly sink: RecordingSink;
  /** Answers the id of the camera. */
  readonly add: (name: string) => Promise<string>;
}

/** A simulator and a bench for one test; they end with it. */
async function open(context: TestContext, ffmpeg: string, consumers: readonly FrameConsumer[]): Promise<Opened> {
  const folder = join(tmpdir(), 'vigil-test-clips');
  const [main, sub] = [await makeTestClip({ ffmpeg, folder }), await makeTestClip({ ffmpeg, folder, frames: 90 })];
  const simulator = await startSimulatorProcess({ cameras: [{ name: 'gate', main, sub }] });
  context.onTestFinished(() => simulator.stop());
  const logger = createLogger({ destination: { write: () => undefined } });
  const hub: FrameHub = createFrameHub({ clock: systemClock, logger, consumers });
  const sink = new RecordingSink();
  const bench = await openCameraBench(ffmpeg, { frames: hub, sinks: [sink, hub] });
  context.onTestFinished(() => bench.close());
  const urls = { mainUrl: simulator.url('gate', 'main'), subUrl: simulator.url('gate', 'sub') };
  return {
    simulator,
    bench,
    sink,
    add: async (name) => {
      const source = { kind: 'rtsp', ...urls, transport: 'tcp', username: null } as const;
      return (await bench.cameras.add(cameraInputSchema.parse({ name, source }))).camera.id;
    },
  };
}

describe.concurrent.each(testFfmpegs())('decoded pictures of the sub stream, $name', ({ path }) => {
  it('carry the moment at which the camera sent them, one decoding for all who want them', async (context) => {
    const wide = consumer(320, 30);
    const rare = consumer(160, 5);
    const { simulator, bench, sink, add } = await open(context, path, [wide, rare]);
    const id = await add('Gate');
    await eventually('3 s of pictures', () => wide.seen.length > 45, { timeoutMs: 30_000 });
    expect(sink.runs.at(-1)?.frames).toEqual({ width: 320 });
    expect(new Set(wide.seen.map(({ width, height }) => `${width}x${height}`))).toEqual(new Set(['320x180']));
    const numbers = wide.seen.map(({ number }) => number);
    // A machine under load may drop some, but none comes late or twice.
    const steps = numbers.slice(1).map((number, at) => ((number ?? -1) - (numbers[at] ?? -1) + 90) % 90);
    expect(steps.filter((step) => step < 1 || step > 45)).toEqual([]);
    expect(rare.seen.length).toBeLessThan(wide.seen.length / 2);
    const lags: number[] = [];
    for (const { number, atMs } of wide.seen.slice(5)) {
      const sent = await simulator.sentAt('gate', 'sub', number ?? -1, atMs + 50);
      if (sent !== null) lags.push(atMs - sent.sentMs);
    }
    expect(lags.length).toBeGreaterThan(30);
    lags.sort((a, b) => a - b);
    expect(lags[Math.floor(lags.length / 2)]).toBeLessThan(60);
    await bench.cameras.setEnabled(id, false);
    expect(wide.ends).toEqual([id]);
  });

  it('are not decoded where nobody wants them; a new wish begins a new run, a smaller one does not', async (context) => {
    const seen = consumer(160, 10);
    const { bench, sink, add } = await open(context, path, [seen]);
    const id = await add('Blind');
    await eventually('footage', () => sink.segments.length > 0, { timeoutMs: 30_000 });
    expect(sink.runs[0]?.frames).toBeUndefined();
    const stored = bench.cameras.get(id).camera;
    const runs = sink.runs.length;
    await bench.cameras.update(id, { ...stored, name: 'Gate' });
    await eventually('pictures', () => seen.seen.length > 3, { timeoutMs: 30_000 });
    expect(sink.runs).toHaveLength(runs + 1);
    await bench.cameras.update(id, { ...stored, name: 'Gate two' });
    expect(sink.runs).toHaveLength(runs + 1);
  });
});
