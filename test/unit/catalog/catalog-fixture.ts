import { detectionPlanSchema } from '../../../src/shared/detection-plan.ts';
import { recordingPlanSchema } from '../../../src/shared/recording-plan.ts';
import { openCatalog, type Catalog } from '../../../src/engine/catalog/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import type { NewSegment } from '../../../src/engine/recording/index.ts';
import type { StoredCamera } from '../../../src/engine/services.ts';

export const quiet = createLogger({ level: 'silent' });

export function memoryCatalog(): Catalog {
  return openCatalog(':memory:', { logger: quiet });
}

export const camA = 'aaaaaaaaaaaa';
export const camB = 'bbbbbbbbbbbb';

export function storedCamera(id: string, changes: Partial<StoredCamera['camera']> = {}): StoredCamera {
  return {
    camera: {
      id,
      name: `Camera ${id[0]}`,
      enabled: true,
      source: { kind: 'rtsp', mainUrl: 'rtsp://10.0.0.5/main', subUrl: null, transport: 'tcp', username: 'admin' },
      hasPassword: false,
      connectTimeoutMs: 5000,
      record: true,
      recording: recordingPlanSchema.parse({}),
      detection: detectionPlanSchema.parse({}),
      demo: false,
      position: 0,
      createdMs: 1000,
      ...changes,
    },
    passwordSealed: null,
  };
}

let number = 0;

/** A segment with a key of its own. */
export function segment(cameraId: string, startMs: number, durationMs: number, key?: string): NewSegment {
  number += 1;
  const name = key ?? `abcdefghijkl-${String(number).padStart(5, '0')}`;
  return {
    key: name,
    cameraId,
    startMs,
    durationMs,
    sizeBytes: 1000,
    videoCodec: 'h264',
    audioCodec: 'aac',
    width: 1920,
    height: 1080,
    place: 1,
    initBytes: 700,
    path: `${cameraId}/2026-01-01/00-00-00.000Z_${name}.mp4`,
    parts: new Uint8Array([1, 2, 3]),
  };
}
