import type { ImageInput } from './prepare.ts';
import type { ElementType, Feed, Size, TensorInfo } from './tensors.ts';
import { ModelError } from './types.ts';

const ELEMENTS: Readonly<Record<string, ElementType>> = { float32: 'float32', float16: 'float16', uint8: 'uint8' };

const shown = ({ name, type, dims }: TensorInfo): string =>
  `${name} ${type} [${dims.map((size) => size ?? '?').join(', ')}]`;

/** Inputs or outputs as a person reads them. */
export function describe(tensors: readonly TensorInfo[]): string {
  return tensors.map(shown).join(', ') || 'none';
}

/** The input as one that takes a picture; null: it is not. */
function asImage({ name, type, dims }: TensorInfo): ImageInput | null {
  const element = ELEMENTS[type];
  const batched = dims.length === 4;
  if (element === undefined || (dims.length !== 3 && !batched)) return null;
  const [first = null, second = null, third = null] = batched ? dims.slice(1) : dims;
  // Where not even the channels are fixed: TensorFlow's detectors take bytes with the channels last.
  const last = third === 3 || (third === null && first !== 3 && element === 'uint8');
  if (!last && first !== 3 && first !== null) return null;
  const [height, width] = last ? [first, second] : [second, third];
  return { name, type: element, layout: last ? 'nhwc' : 'nchw', batched, width, height };
}

/**
 * The input that takes the picture, and the others.
 * @throws ModelError unknown_family
 */
export function findImage(inputs: readonly TensorInfo[]): { image: ImageInput; others: readonly TensorInfo[] } {
  for (const input of inputs) {
    const image = asImage(input);
    if (image === null) continue;
    const batch = image.batched ? input.dims[0] : null;
    if (typeof batch === 'number' && batch > 1)
      throw new ModelError('unknown_family', `It wants ${batch} pictures at once: ${shown(input)}.`);
    return { image, others: inputs.filter((other) => other !== input) };
  }
  throw new ModelError('unknown_family', `None of its inputs takes a colour picture: ${describe(inputs)}.`);
}

/** What inputs beside the picture get: the size that boxes are wanted in, which is the input's own. Null: we do not know what it wants. */
export function feedOther({ name, type, dims }: TensorInfo, { width, height }: Size): Feed | null {
  if (!/(orig|target)_?.*size/i.test(name) || dims.at(-1) !== 2) return null;
  const shape = dims.length === 1 ? [2] : [1, 2];
  // RT-DETR and D-FINE: width, then height.
  if (type === 'int64') return { name, type, data: BigInt64Array.of(BigInt(width), BigInt(height)), dims: shape };
  if (type === 'float32') return { name, type, data: Float32Array.of(width, height), dims: shape };
  return null;
}
