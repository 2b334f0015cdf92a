import { stat } from 'node:fs/promises';
import type { Family, Trial } from './family.ts';
import { describe, feedOther, findImage } from './inputs.ts';
import { LoadedModel } from './model.ts';
import { readHints, type Hints } from './metadata.ts';
import type { OnnxSession } from './onnx.ts';
import { dimsOf, type ImageInput } from './prepare.ts';
import { recognise } from './recognise.ts';
import { toHalf, type Feed, type Size, type TensorInfo } from './tensors.ts';
import { ModelError, type ModelFile, type VisionModel } from './types.ts';

export interface LoadOptions {
  /** Execution providers in the order in which they are tried: `webgpu`, `cuda`, `dml`, `coreml`, `cpu`. */
  readonly providers: readonly string[];
  /** Of the processor, for one picture. */
  readonly threads: number;
}

/** Side of the input where the model takes any: what most detectors were trained at, and classifiers. */
const DETECTOR_SIDE = 640;
const CLASSIFIER_SIDE = 224;

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** @throws ModelError missing, corrupt */
async function checkFile({ path }: ModelFile): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ModelError('missing', `Its file cannot be read: ${reason(error)}`);
  });
  if (!found.isFile()) throw new ModelError('missing', `${path} is not a file.`);
  if (found.size === 0) throw new ModelError('corrupt', 'Its file is empty.');
}

function sizeOf(image: ImageInput, outputs: readonly TensorInfo[]): Size {
  const side = outputs.every(({ dims }) => dims.length === 2) ? CLASSIFIER_SIDE : DETECTOR_SIDE;
  return { width: image.width ?? side, height: image.height ?? side };
}

/** A picture of one grey, whatever the scale of the input is. */
function greyPicture(image: ImageInput, size: Size): Feed {
  const dims = dimsOf(image, size);
  const length = 3 * size.width * size.height;
  const { name, type } = image;
  if (type === 'uint8') return { name, type, dims, data: new Uint8Array(length).fill(114) };
  if (type === 'float16') return { name, type, dims, data: new Uint16Array(length).fill(toHalf(0.5)) };
  return { name, type, dims, data: new Float32Array(length).fill(0.5) };
}

/** @throws ModelError unknown_family; Error of the runtime */
async function tryOut(session: OnnxSession, hints: Hints): Promise<Trial> {
  const { image, others } = findImage(session.inputs);
  const size = sizeOf(image, session.outputs);
  const feeds = others.map((other) => {
    const feed = feedOther(other, size);
    if (feed !== null) return feed;
    throw new ModelError('unknown_family', `It wants more than a picture: ${describe(others)}.`);
  });
  return { image, size, others, hints, outputs: await session.run([greyPicture(image, size), ...feeds]) };
}

/** What an error of the runtime tells of the file. */
function opened(error: unknown): ModelError {
  const words = reason(error);
  if (/protobuf|Invalid model|INVALID_PROTOBUF|INVALID_GRAPH|data pointer is null/i.test(words))
    return new ModelError('corrupt', `It is not an ONNX model, or its file is damaged: ${words}`);
  return new ModelError('failed', `ONNX Runtime cannot open it: ${words}`);
}

/**
 * A session that one of the providers has opened and run once, the first in the order given that can.
 * @throws ModelError of the last one
 */
async function open(
  path: string,
  { providers, threads }: LoadOptions,
): Promise<{ session: OnnxSession; trial: Trial }> {
  const hints = await readHints(path);
  // The runtime comes with the first model: a host that only knows of models does not carry it.
  const { openOnnx } = await import('./onnx.ts');
  let failure = new ModelError('failed', 'No execution provider was given.');
  for (const provider of providers) {
    let session: OnnxSession;
    try {
      session = await openOnnx(path, provider, threads);
    } catch (error) {
      failure = opened(error);
      continue;
    }
    try {
      return { session, trial: await tryOut(session, hints) };
    } catch (error) {
      await session.release();
      if (error instanceof ModelError) throw error;
      failure = new ModelError('failed', `It cannot look at a picture: ${reason(error)}`);
    }
  }
  throw failure;
}

function familyOf(trial: Trial, session: OnnxSession): Family {
  const family = recognise(trial);
  if (family !== null) return family;
  const outputs = trial.outputs.map(({ name, dims }) => ({ name, type: 'as', dims }));
  throw new ModelError(
    'unknown_family',
    `Its outputs are of no family that is known: ${describe(outputs)}; inputs: ${describe(session.inputs)}.`,
  );
}

/** Lengths that face and person embeddings have; a classifier of exactly so many classes says so by its labels. */
const EMBEDDING_LENGTHS: readonly unknown[] = [128, 256, 512];

/** @throws ModelError unknown_family */
function refuseEmbedding({ outputs }: Trial, labels: readonly string[] | null): void {
  const length = outputs[0]?.dims[1];
  if (labels !== null || outputs.length > 1 || !EMBEDDING_LENGTHS.includes(length)) return;
  throw new ModelError('unknown_family', `It gives ${length} numbers and no labels: an embedding, not a classifier.`);
}

/**
 * Opens a model's file, runs it once on a grey picture and finds its family by inputs and outputs, never by its name. It runs in this
 * process and may take it along, so call this in a worker.
 * @throws ModelError missing, corrupt, unknown_family, failed
 */
export async function loadModel(file: ModelFile, options: LoadOptions): Promise<VisionModel> {
  await checkFile(file);
  const { session, trial } = await open(file.path, options);
  const labels = file.labels ?? trial.hints.labels;
  try {
    const family = familyOf(trial, session);
    if (family.purpose === 'classifier') refuseEmbedding(trial, labels);
    return new LoadedModel(session, trial, family, labels);
  } catch (error) {
    await session.release();
    throw error;
  }
}
