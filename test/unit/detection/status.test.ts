import { describe, expect, it } from 'vitest';
import { statusOf, type StatusFacts } from '../../../src/engine/detection/status.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { storedCamera } from '../catalog/catalog-fixture.ts';

const { camera } = storedCamera('aaaaaaaaaaaa');
const on = { ...camera, detection: detectionPlanSchema.parse({ enabled: true, fps: 10 }) };
const fine: StatusFacts = {
  camera: on,
  nowMs: 60_000,
  frameMs: 59_900,
  problem: null,
  provider: 'cpu',
  resting: false,
  grantedFps: 10,
  figures: { fps: 9.8, latencyMs: 120, inferenceMs: 40 },
  tracks: 1,
  failedFrames: 0,
};

describe('the state of detection', () => {
  const cases: readonly [string, Partial<StatusFacts>][] = [
    ['running', {}],
    ['slowed', { grantedFps: 6 }],
    ['resting', { resting: true }],
    ['loading', { provider: null }],
    ['no_frames', { frameMs: 54_000 }],
    ['no_frames', { frameMs: null }],
    ['failed', { problem: 'missing', resting: true, frameMs: null }],
    ['off', { camera }],
    ['off', { camera: { ...on, enabled: false } }],
  ];
  it.each(cases)('is %s when it is so', (state, change) => {
    expect(statusOf({ ...fine, ...change }).state).toBe(state);
  });

  it('waits longer for the pictures of a long scan interval', () => {
    const slow = { ...on, detection: detectionPlanSchema.parse({ enabled: true, fps: 0.1 }) };
    expect(statusOf({ ...fine, camera: slow, grantedFps: 0.1, frameMs: 45_000 }).state).toBe('running');
  });
});
