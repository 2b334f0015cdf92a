import sharp from 'sharp';
import type { CameraId } from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import type { ModelTrial } from '../../shared/models.ts';
import { ModelError, type ModelFile } from '../vision/index.ts';
import type { ModelNeeds } from './needs.ts';
import { pictureOf } from './picture.ts';

const RUNS = 5;
/** Lower than what begins a track, so that a person sees how sure the model is. */
const MIN_SCORE = 0.25;
const LARGEST_JPEG_WIDTH = 1280;

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Runs a detector on a fresh picture of a camera, some times over. It stands in line with the cameras' own pictures, under a
 * name of its own, so that it overtakes none of theirs.
 * @throws VigilError model_invalid with the problem in its details, and those of a snapshot
 */
export async function tryModel(
  { snapshot, inference }: Pick<ModelNeeds, 'snapshot' | 'inference'>,
  model: ModelFile,
  cameraId: CameraId,
  signal: AbortSignal,
): Promise<ModelTrial> {
  const jpeg = await snapshot(cameraId, signal);
  const picture = await pictureOf(jpeg);
  const asker = `trial-${model.id}-${cameraId}`;
  const times: number[] = [];
  let last: { detections: ModelTrial['detections']; provider: string } = { detections: [], provider: '' };
  try {
    for (let run = 0; run < RUNS; run += 1) {
      signal.throwIfAborted();
      const result = await inference.detect(asker, model, picture, { minScore: MIN_SCORE, labels: [], look: null });
      if (result.kind === 'overtaken')
        throw new VigilError('conflict', 'this model is on trial with this camera already');
      times.push(result.workerMs);
      last = { detections: result.detections.map((one) => ({ ...one })), provider: result.provider };
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new VigilError('model_invalid', error.message, [{ path: 'model', message: error.problem }]);
  } finally {
    inference.forget(asker);
  }
  const shown = await sharp(jpeg)
    .rotate()
    .resize({ width: LARGEST_JPEG_WIDTH, withoutEnlargement: true })
    .jpeg()
    .toBuffer();
  const { width, height } = picture;
  return { ...last, jpeg: shown.toString('base64'), width, height, msPerPicture: medianOf(times), runs: times.length };
}
