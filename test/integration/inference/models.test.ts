import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ensureBuilt, root } from '../../../scripts/setup.mjs';
import { systemClock } from '../../../src/engine/clock.ts';
import { createInference, type Inference, type InferenceOptions } from '../../../src/engine/inference/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { createStartWorker } from '../../../src/server/start-worker.ts';
import { sharedData } from '../../support/shared-data.ts';
import { testFfmpegs } from '../../support/test-ffmpeg.ts';

const weights = sharedData('models', 'yolox_nano.onnx');
const clip = sharedData('video', 'store-aisle-detection.preview.mp4');
const ffmpeg = testFfmpegs()[0];
const isReady = weights !== null && clip !== null && ffmpeg !== undefined;
if (!isReady) process.stderr.write('skipped: inference on real weights, which are not beside the project\n');

const folder = mkdtempSync(join(tmpdir(), 'vigil-inference-'));
afterAll(() => rmSync(folder, { recursive: true }));
const logger = createLogger({ level: 'fatal' });
const nano = { id: 'nano', path: weights ?? '', labels: null };
const options = { minScore: 0.5, labels: ['person'], look: null };

/** The first picture of the clip as ffmpeg decodes it. */
function firstPicture() {
  const args = ['-v', 'error', '-i', clip ?? '', '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-'];
  return { width: 480, height: 270, data: new Uint8Array(spawnSync(ffmpeg?.path ?? '', args).stdout) };
}

let inference: Inference | null = null;
afterEach(async () => {
  await inference?.stop();
});

function start(given: Partial<InferenceOptions> = {}): Inference {
  const startWorker = createStartWorker(logger);
  inference = createInference({ startWorker, workers: 1, threadsPerWorker: 1, clock: systemClock, logger, ...given });
  return inference;
}

describe.skipIf(!isReady)('the server’s inference worker with real weights', () => {
  it('sees the two people in a picture of a shop', async () => {
    const result = await start().detect('a', nano, firstPicture(), options);
    if (result.kind !== 'done') throw new Error(result.kind);
    expect(result.provider).toBe('cpu');
    expect(result.detections.map(({ label }) => label)).toEqual(['person', 'person']);
  });

  it('does so as it is built', async () => {
    ensureBuilt();
    const startWorker = createStartWorker(logger, join(root, 'out', 'server', 'inference-worker.js'));
    const result = await start({ startWorker }).detect('a', nano, firstPicture(), options);
    expect(result).toMatchObject({ kind: 'done', detections: [{ label: 'person' }, { label: 'person' }] });
  });

  it('tells a damaged model and one that is not there, and goes on with the other cameras', async () => {
    const pool = start();
    const damaged = join(folder, 'damaged.onnx');
    writeFileSync(damaged, 'this is no model');
    const ask = (id: string, path: string) => pool.detect(id, { id, path, labels: null }, firstPicture(), options);
    const [good, corrupt, missing] = await Promise.allSettled([
      pool.detect('a', nano, firstPicture(), options),
      ask('damaged', damaged),
      ask('missing', join(folder, 'missing.onnx')),
    ]);
    expect(good).toMatchObject({ status: 'fulfilled', value: { kind: 'done' } });
    expect(corrupt).toMatchObject({ status: 'rejected', reason: { problem: 'corrupt' } });
    expect(missing).toMatchObject({ status: 'rejected', reason: { problem: 'missing' } });
    expect(pool.workers()).toMatchObject([{ restarts: 0, models: ['nano'] }]);
  });

  it('runs on the CPU where the provider that is wanted is not to be had, and says why', async () => {
    const pool = start({ providers: ['coreml', 'cpu'] });
    expect(await pool.detect('a', nano, firstPicture(), options)).toMatchObject({ kind: 'done', provider: 'cpu' });
    expect(pool.workers()[0]?.fallback).toMatch(/^coreml: .*\w/);
  });

  it('tells what a model is', async () => {
    const facts = await start().inspect(nano);
    expect(facts).toMatchObject({ purpose: 'detector', family: 'yolox', inputWidth: 416, inputHeight: 416 });
    expect(facts.labels).toHaveLength(80);
  });

  it('runs with no model runtime in the host', async () => {
    const pool = start();
    await pool.detect('a', nano, firstPicture(), options);
    const report = process.report.getReport() as unknown as { sharedObjects: string[] };
    expect(report.sharedObjects.filter((path) => path.includes('onnxruntime'))).toEqual([]);
  });
});
