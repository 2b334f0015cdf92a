import type { CameraView } from '../../../src/shared/camera.ts';
import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';

/** A camera that delivers, to be altered by `change`. Its id ends in the number. */
export function cameraView(number: number, change: Partial<CameraView['camera']> = {}): CameraView {
  const id = `cam${String(number).padStart(9, '0')}`;
  return {
    camera: {
      id,
      name: `Camera ${number}`,
      enabled: true,
      source: {
        kind: 'rtsp',
        mainUrl: `rtsp://10.0.4.${20 + number}:554/main`,
        subUrl: `rtsp://10.0.4.${20 + number}:554/sub`,
        transport: 'tcp',
        username: 'admin',
      },
      hasPassword: true,
      connectTimeoutMs: 5000,
      record: true,
      recording: recordingPlanSchema.parse({}),
      detection: detectionPlanSchema.parse({}),
      demo: false,
      position: number,
      createdMs: 0,
      ...change,
    },
    status: { state: 'ok', sinceMs: 0 },
    stats: null,
  };
}
