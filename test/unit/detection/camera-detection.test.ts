import { beforeEach, describe, expect, it } from 'vitest';
import { CameraDetection } from '../../../src/engine/detection/camera-detection.ts';
import type { DetectionNeeds } from '../../../src/engine/detection/index.ts';
import type { Observation } from '../../../src/engine/events/index.ts';
import type { Frame } from '../../../src/engine/frames/index.ts';
import type { DetectResult } from '../../../src/engine/inference/index.ts';
import type { MotionResult } from '../../../src/engine/motion/index.ts';
import { createRuleEngine, masked } from '../../../src/engine/rules/index.ts';
import { createTracker } from '../../../src/engine/tracking/index.ts';
import { ModelError, type Detection } from '../../../src/engine/vision/index.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import type { Attribute, DetectionRun, TracksAt } from '../../../src/shared/detection.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { quiet, storedCamera } from '../catalog/catalog-fixture.ts';

const START_MS = Date.UTC(2026, 0, 1);
const person: Detection = { label: 'person', score: 0.9, box: { x: 0.4, y: 0.3, w: 0.1, h: 0.4 } };
const calm: MotionResult = { atMs: 0, state: 'calm', score: 0, regions: [], map: new Uint8Array(32), sinceMs: 0 };

/** One camera's detection with what it tells others written down; the test answers for the workers. */
class Bench {
  readonly clock = new FakeClock(START_MS);
  readonly asked: { look: unknown; answer: (result: DetectResult | ModelError) => void }[] = [];
  readonly shown: TracksAt[] = [];
  readonly observed: Pick<Observation, 'atMs' | 'tracks' | 'ended'>[] = [];
  readonly watched: [number, number][] = [];
  readonly active: [number, number][] = [];
  readonly runs: DetectionRun[] = [];
  readonly told: { trackId: number; attributes: readonly Attribute[] }[] = [];
  motion: MotionResult | null = null;
  installed = true;
  readonly detection: CameraDetection;
  #frame = 0;

  constructor(plan: Record<string, unknown> = {}) {
    this.detection = new CameraDetection(this.camera(plan), this.#needs());
  }

  camera(plan: Record<string, unknown>) {
    const detection = detectionPlanSchema.parse({ enabled: true, fps: 5, ...plan });
    return storedCamera('aaaaaaaaaaaa', { detection }).camera;
  }

  /** A picture comes, 200 ms after the one before. */
  async frame(): Promise<void> {
    await this.clock.advance(200);
    const mediaMs = this.#frame * 200;
    this.#frame += 1;
    const size = { width: 4, height: 2, data: Buffer.alloc(12) };
    const frame: Frame = { cameraId: 'aaaaaaaaaaaa', runId: 'r', mediaMs, atMs: this.clock.now(), ...size };
    this.detection.frame(frame);
  }

  async answer(...detections: readonly Detection[]): Promise<void> {
    this.asked.shift()?.answer({ kind: 'done', detections, provider: 'cpu', workerMs: 30 });
    await this.clock.advance(0);
  }

  async seen(times: number, ...detections: readonly Detection[]): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await this.frame();
      await this.answer(...detections);
    }
  }

  #needs(): DetectionNeeds {
    return {
      clock: this.clock,
      logger: quiet,
      inference: {
        detect: (_id, _model, _picture, { look }) =>
          new Promise((done, fail) => {
            const answer = (result: DetectResult | ModelError) =>
              result instanceof ModelError ? fail(result) : done(result);
            this.asked.push({ look, answer });
          }),
        classify: () => Promise.resolve([{ name: 'clothing', value: 'red', score: 0.8 }]),
        forget: () => undefined,
      },
      modelFile: (id) => (this.installed ? { id, path: '/m.onnx', labels: null } : null),
      motion: () => this.motion,
      createTracker: (settings) => createTracker(settings),
      createRules: createRuleEngine,
      masked,
      events: {
        observe: ({ atMs, tracks, ended }) => void this.observed.push({ atMs, tracks, ended }),
        attributes: (_id, trackId, attributes) => void this.told.push({ trackId, attributes }),
        close: () => undefined,
        addRun: (run) => void this.runs.push(run),
      },
      sink: {
        onWatched: (_id, _kind, startMs, endMs) => void this.watched.push([startMs - START_MS, endMs - START_MS]),
        onActivity: (_id, _kind, startMs, endMs) => void this.active.push([startMs - START_MS, endMs - START_MS]),
      },
      show: (_id, tracksAt) => void this.shown.push(tracksAt),
      emit: () => undefined,
    };
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('detection of a camera', () => {
  it('shows tracks for the very picture in which they were seen', async () => {
    await bench.seen(3, person);
    expect(bench.shown.at(-1)).toMatchObject({ runId: 'r', mediaMs: 400, tracks: [{ id: 1, label: 'person' }] });
  });

  it('says what it has looked at, and when something was there from its first picture on', async () => {
    await bench.seen(3);
    await bench.seen(2, person);
    expect(bench.watched.at(0)?.[1]).toBe(400);
    expect(bench.watched.at(-1)).toEqual([800, 1000]);
    expect(bench.active[0]).toEqual([600, 800]);
  });

  it('leaves out what stands in a mask', async () => {
    const corner = [
      { x: 0.3, y: 0.6 },
      { x: 0.6, y: 0.6 },
      { x: 0.6, y: 0.8 },
      { x: 0.3, y: 0.8 },
    ];
    const behind = new Bench({ masks: [corner] });
    await behind.seen(3, person);
    expect(behind.shown.at(-1)?.tracks).toEqual([]);
  });

  it('asks no worker while nothing moves, and counts that time as looked at', async () => {
    bench.motion = calm;
    for (let picture = 0; picture < 5; picture += 1) await bench.frame();
    expect(bench.asked).toEqual([]);
    expect(bench.watched.at(-1)).toEqual([800, 1000]);
    expect(bench.detection.status().state).toBe('resting');
  });

  it('tells viewers of a picture at rest no more than its moment and its tracks', async () => {
    bench.motion = calm;
    await bench.frame();
    expect(Object.keys(bench.shown[0] ?? {}).sort()).toEqual(['atMs', 'mediaMs', 'runId', 'tracks']);
  });

  it('drops an answer that comes after a newer one', async () => {
    await bench.frame();
    await bench.frame();
    const [older] = bench.asked.splice(0, 1);
    await bench.answer(person);
    older?.answer({ kind: 'done', detections: [], provider: 'cpu', workerMs: 30 });
    await bench.clock.advance(0);
    expect(bench.observed.map(({ atMs }) => atMs - START_MS)).toEqual([400]);
  });

  it('drops answers of a run that is over', async () => {
    await bench.frame();
    bench.detection.end();
    await bench.answer(person);
    expect(bench.observed).toEqual([]);
  });

  it('asks for fewer pictures when many are overtaken', async () => {
    for (let picture = 0; picture < 35; picture += 1) {
      await bench.frame();
      bench.asked.shift()?.answer({ kind: 'overtaken', warmingUp: false });
      await bench.clock.advance(0);
    }
    expect(bench.detection.status().grantedFps).toBeLessThan(3);
  });

  it('asks for as many as wanted when they were overtaken while a worker loaded its model', async () => {
    for (let picture = 0; picture < 35; picture += 1) {
      await bench.frame();
      bench.asked.shift()?.answer({ kind: 'overtaken', warmingUp: true });
      await bench.clock.advance(0);
    }
    expect(bench.detection.status().grantedFps).toBe(5);
  });

  it('skips a picture that fails, and goes on with the next', async () => {
    await bench.seen(2, person);
    await bench.frame();
    bench.asked.shift()?.answer(new ModelError('failed', 'a broken picture'));
    await bench.seen(1, person);
    expect(bench.detection.status()).toMatchObject({ state: 'running', failedFrames: 1 });
    expect(bench.shown.at(-1)?.tracks).toHaveLength(1);
  });

  it('says that a model is missing, looks at nothing, and tries again after five seconds', async () => {
    bench.installed = false;
    await bench.frame();
    expect(bench.detection.status()).toMatchObject({ state: 'failed', problem: 'missing' });
    bench.installed = true;
    for (let picture = 0; picture < 20; picture += 1) await bench.frame();
    expect(bench.asked).toEqual([]);
    await bench.clock.advance(1000);
    await bench.frame();
    await bench.answer(person);
    expect(bench.detection.status().problem).toBeNull();
  });

  it('tells what a model that crashes did, and that nobody has looked', async () => {
    await bench.frame();
    bench.asked.shift()?.answer(new ModelError('crashes', 'it ended the worker'));
    await bench.clock.advance(0);
    expect(bench.detection.status()).toMatchObject({ state: 'failed', problem: 'crashes' });
    expect(bench.watched).toEqual([]);
  });

  it('gives numbers on from where they were when its settings change', async () => {
    await bench.seen(2, person);
    bench.detection.configure(bench.camera({ minScore: 0.4 }));
    await bench.seen(2, person);
    expect(bench.shown.at(-1)?.tracks.map(({ id }) => id)).toEqual([2]);
  });

  it('sums up each run', async () => {
    await bench.seen(5, person);
    bench.detection.end();
    const [run] = bench.runs;
    expect(run).toMatchObject({ frames: 5, tracks: 1, events: 1, failedFrames: 0, provider: 'cpu' });
    expect(run?.endMs).toBe(START_MS + 1000);
    expect(bench.observed.at(-1)?.ended.map(({ id }) => id)).toEqual([1]);
  });

  it('shows on the box what a classifier has said, and gives it to the events', async () => {
    const dressed = new Bench({ attributeModel: 'clothes' });
    await dressed.seen(3, person);
    expect(dressed.told[0]).toMatchObject({ trackId: 1, attributes: [{ name: 'clothing', value: 'red' }] });
    expect(dressed.shown.at(-1)?.tracks[0]?.attributes).toMatchObject([{ value: 'red' }]);
  });

  it('does not keep what stands for long as a reason to record', async () => {
    await bench.seen(40, person);
    const [, lastMs] = bench.active.at(-1) ?? [0, 0];
    expect(lastMs).toBeLessThan(6000);
    expect(bench.shown.at(-1)?.tracks[0]?.stationary).toBe(true);
  });
});
