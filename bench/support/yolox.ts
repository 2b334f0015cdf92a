import { InferenceSession, Tensor } from 'onnxruntime-node';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Detection } from '../../src/engine/vision/index.ts';
import { overlap } from '../../src/shared/geometry.ts';
import { sharedData } from '../../test/support/shared-data.ts';
import { testFfmpegs } from '../../test/support/test-ffmpeg.ts';
import type { Clip } from '../../test/support/mot/clips.ts';

const INPUT = 416;
const LEAST_SCORE = 0.1;
const SAME_OVERLAP = 0.45;
const PERSON = 0;
const CAR = 2;
const ROW = 85;

/** What YOLOX nano says of each frame of a clip, of the clip's class alone; null where model, clip or ffmpeg are absent. */
export async function yoloxOn(clip: Clip): Promise<Detection[][] | null> {
  const model = sharedData('models', 'yolox_nano.onnx');
  const video = sharedData('video', `${clip.name}.mp4`);
  const ffmpeg = testFfmpegs()[0];
  if (model === null || video === null || ffmpeg === undefined) return null;
  const session = await InferenceSession.create(model, { intraOpNumThreads: 2 });
  const found: Detection[][] = [];
  for await (const picture of picturesOf(ffmpeg.path, video, clip)) {
    const { output } = await session.run({ images: new Tensor('float32', planes(picture), [1, 3, INPUT, INPUT]) });
    found.push(decode(output?.data as Float32Array, clip));
  }
  await session.release();
  return found;
}

/** Frames as BGR bytes, fitted into the model's square from the top left, the rest grey. */
async function* picturesOf(ffmpeg: string, video: string, { width, height }: Clip): AsyncGenerator<Uint8Array> {
  const scale = INPUT / Math.max(width, height);
  const fit = `scale=${Math.round(width * scale)}:${Math.round(height * scale)},format=bgr24,pad=${INPUT}:${INPUT}:0:0:color=0x727272`;
  const child = spawn(ffmpeg, ['-v', 'error', '-i', video, '-vf', fit, '-f', 'rawvideo', '-pix_fmt', 'bgr24', '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const size = INPUT * INPUT * 3;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of child.stdout) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (; rest.length >= size; rest = rest.subarray(size)) yield rest.subarray(0, size);
  }
  await ended;
}

function planes(picture: Uint8Array): Float32Array {
  const area = INPUT * INPUT;
  const input = new Float32Array(area * 3);
  for (let at = 0; at < area; at += 1) {
    for (let plane = 0; plane < 3; plane += 1) input[plane * area + at] = picture[at * 3 + plane] ?? 0;
  }
  return input;
}

/** Rows of strides 8, 16 and 32: middle in cells, size as a logarithm, objectness, and 80 classes. */
function decode(output: Float32Array, { label, width, height }: Clip): Detection[] {
  const wanted = label === 'person' ? PERSON : CAR;
  const scale = INPUT / Math.max(width, height);
  const boxes: Detection[] = [];
  let row = 0;
  for (const stride of [8, 16, 32]) {
    const cells = INPUT / stride;
    for (let cell = 0; cell < cells * cells; cell += 1, row += ROW) {
      const value = (at: number) => output[row + at] ?? 0;
      const score = value(4) * value(5 + wanted);
      if (score < LEAST_SCORE) continue;
      const w = (Math.exp(value(2)) * stride) / scale / width;
      const h = (Math.exp(value(3)) * stride) / scale / height;
      const x = ((value(0) + (cell % cells)) * stride) / scale / width - w / 2;
      const y = ((value(1) + Math.floor(cell / cells)) * stride) / scale / height - h / 2;
      boxes.push({ label, score, box: { x, y, w, h } });
    }
  }
  boxes.sort((a, b) => b.score - a.score);
  const kept: Detection[] = [];
  for (const one of boxes) if (!kept.some(({ box }) => overlap(box, one.box) > SAME_OVERLAP)) kept.push(one);
  return kept;
}
