// The one file that knows ONNX Runtime.
import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { fromHalf, type Feed, type FloatTensor, type TensorInfo } from './tensors.ts';

/** A model's file, opened by one execution provider. */
export interface OnnxSession {
  readonly provider: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Outputs in the order of `outputs`, valid until the next run. @throws Error in the runtime's words */
  run(feeds: readonly Feed[]): Promise<FloatTensor[]>;
  release(): Promise<void>;
}

function info(metadata: InferenceSession.ValueMetadata): TensorInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: 'other', dims: [] };
  const dims = metadata.shape.map((size) => (typeof size === 'number' && size >= 0 ? size : null));
  return { name: metadata.name, type: metadata.type, dims };
}

function floats(data: Tensor.DataType): Float32Array {
  if (data instanceof Float32Array) return data;
  if (Array.isArray(data)) return new Float32Array(0);
  // Only where the runtime has no Float16Array do halves come as their bits; no output of ours is uint16 otherwise.
  if (data instanceof Uint16Array) return Float32Array.from(data, fromHalf);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

/**
 * Where JavaScript has a Float16Array, the runtime's constructor turns the bits of halves into one, which its native half (1.30) then
 * reads as empty. So the bits are put back.
 */
function tensorOf({ type, data, dims }: Feed): Tensor {
  const tensor = new Tensor(type, data, dims);
  if (type === 'float16') Object.defineProperty(tensor, 'data', { value: data });
  return tensor;
}

/**
 * Gives back the memory of outputs at once. It is much (YOLOX nano at 416: 1.2 MB for each picture) and lies outside of V8's heap; left to
 * the collector, V8 marks all of its heap some times a second.
 */
function free(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    const { data } = tensor;
    tensor.dispose();
    if (!ArrayBuffer.isView(data)) continue;
    const { buffer } = data;
    // Node 20 has no `transfer`; the collector has to do there.
    if (buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
  }
}

/**
 * Opens a model's file.
 * @param threads of the processor, for one picture
 * @throws Error in the runtime's words
 */
export async function openOnnx(path: string, provider: string, threads: number): Promise<OnnxSession> {
  // What goes wrong is thrown; the runtime's own lines on stderr add nothing.
  env.logLevel = 'fatal';
  const session = await InferenceSession.create(path, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
  });
  let last: readonly Tensor[] = [];
  return {
    provider,
    inputs: session.inputMetadata.map(info),
    outputs: session.outputMetadata.map(info),
    async run(feeds) {
      const given: Record<string, Tensor> = {};
      for (const feed of feeds) given[feed.name] = tensorOf(feed);
      free(last);
      const answer = await session.run(given);
      last = Object.values(answer).filter((value) => value instanceof Tensor);
      const results = session.outputNames.flatMap((name) => {
        const tensor = answer[name];
        return tensor instanceof Tensor ? [{ name, dims: tensor.dims, data: floats(tensor.data) }] : [];
      });
      for (const tensor of Object.values(given)) tensor.dispose();
      return results;
    },
    release() {
      free(last);
      last = [];
      return session.release();
    },
  };
}
