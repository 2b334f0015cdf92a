import { expect, it } from 'vitest';
import { createMetrics } from '../../../src/engine/health/metrics.ts';
import type { CameraStats, CameraView } from '../../../src/shared/camera.ts';
import type { DetectionStatus } from '../../../src/shared/detection.ts';
import type { StorageRoot } from '../../../src/shared/storage.ts';
import { view } from '../http/fake-services.ts';

const stats: CameraStats = {
  cameraId: view.camera.id,
  fps: 14.9,
  bitrateBps: 3_000_000,
  subFps: null,
  subBitrateBps: null,
  droppedFrames: 3,
  drops: 7,
  restarts: 1,
  cpuPercent: 1.5,
  memoryBytes: null,
  withoutSub: false,
  blind: false,
  reconnects: 2,
  lastFrameMs: 9_500,
  main: null,
  sub: null,
};

const disk: StorageRoot = {
  path: '/rec',
  kind: 'fast',
  state: 'low',
  problem: null,
  configured: true,
  preferred: true,
  freeBytes: 5,
  totalBytes: 10,
  minFreeBytes: 6,
  usedBytes: 4,
  segments: 1,
  oldestMs: null,
  bytesPerDay: 0,
  daysLeft: null,
};

const detection: DetectionStatus = {
  cameraId: 'abcdefabcdef',
  state: 'slowed',
  problem: null,
  model: 'hog-people',
  provider: 'cpu',
  wantedFps: 10,
  grantedFps: 6,
  actualFps: 5.5,
  latencyMs: 120,
  inferenceMs: null,
  tracks: 3,
  failedFrames: 1,
};

function metricsOf(cameras: () => CameraView[]) {
  return createMetrics({
    cameras,
    disks: () => [disk],
    detection: () => [detection],
    nowMs: () => 10_000,
    startedMs: 4_000,
  });
}

it('tells Prometheus of each camera, the disk and the process, with names escaped', async () => {
  const text = await metricsOf(() => [{ ...view, stats }]).text();
  const labels = 'camera="abcdefabcdef",name="Cổng chính / \\"Gate\\""';
  for (const line of [
    'vigil_uptime_seconds 6',
    `vigil_camera_up{${labels}} 1`,
    `vigil_camera_frames_per_second{${labels}} 14.9`,
    `vigil_camera_last_frame_age_seconds{${labels}} 0.5`,
    `vigil_camera_reconnects{${labels}} 2`,
    `vigil_camera_cpu_percent{${labels}} 1.5`,
    `vigil_camera_state{${labels},state="ok"} 1`,
    `vigil_camera_state{${labels},state="retrying"} 0`,
    'vigil_storage_free_bytes{root="/rec"} 5',
    'vigil_storage_ok{root="/rec"} 0',
    'vigil_storage_footage_bytes{root="/rec"} 4',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

it('forgets a camera that is gone, and leaves out what is not known', async () => {
  let cameras: CameraView[] = [{ ...view, stats: { ...stats, lastFrameMs: null } }];
  const metrics = metricsOf(() => cameras);
  expect(await metrics.text()).not.toContain('vigil_camera_last_frame_age_seconds{');
  cameras = [];
  expect(await metrics.text()).not.toContain('abcdefabcdef');
});

it('tells of detection, in numbers that Prometheus takes', async () => {
  const text = await metricsOf(() => [{ ...view, stats }]).text();
  expect(text).toMatch(/^vigil_detection_pictures_per_second\{camera="abcdefabcdef",name=".*"\} 5\.5$/m);
  expect(text).toMatch(/^vigil_detection_latency_seconds\{.*\} 0\.12$/m);
  expect(text).toMatch(/^vigil_detection_ok\{.*\} 1$/m);
});
