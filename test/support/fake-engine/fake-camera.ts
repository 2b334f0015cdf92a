import type { CameraView } from '../../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';

const names = [
  'Front door',
  'Car park, north',
  'Loading bay',
  'Reception',
  'Warehouse aisle 3',
  'Server room',
  'Back yard',
  'Roof, antenna and cooling units on the west side of the building',
];

/** The n-th camera of the stand-in, delivering pictures. */
export function fakeCamera(index: number): CameraView {
  const id = `cam${String(index).padStart(9, '0')}`;
  const video = { codec: 'h264', profile: 'High', fps: 15 } as const;
  return {
    camera: {
      id,
      name: index < names.length ? (names[index] ?? '') : `Camera ${index + 1}`,
      enabled: true,
      source: {
        kind: 'rtsp',
        mainUrl: `rtsp://192.0.2.${index + 10}/main`,
        subUrl: `rtsp://192.0.2.${index + 10}/sub`,
        transport: 'tcp',
        username: null,
      },
      hasPassword: false,
      connectTimeoutMs: 5000,
      record: true,
      recording: recordingPlanSchema.parse({}),
      detection: detectionPlanSchema.parse({}),
      demo: false,
      position: index,
      createdMs: Date.UTC(2026, 0, 1),
    },
    status: { state: 'ok', sinceMs: Date.now() - 3_600_000 },
    stats: {
      cameraId: id,
      fps: 15,
      bitrateBps: 4_200_000,
      subFps: 15,
      subBitrateBps: 512_000,
      droppedFrames: 0,
      drops: 0,
      restarts: 0,
      cpuPercent: 1.4,
      memoryBytes: 42_000_000,
      withoutSub: false,
      blind: false,
      reconnects: 0,
      lastFrameMs: Date.now(),
      main: {
        video: { ...video, width: 1280, height: 720 },
        audio: { codec: 'aac', sampleRateHz: 16_000, channels: 1 },
      },
      sub: { video: { ...video, width: 640, height: 360 }, audio: null },
    },
  };
}
