// Any classifier: each output [1, C] is a head that tells one thing of the picture.
import type { Attribute } from '../../../shared/detection.ts';
import { imageNet, plain, sigmoid, unitRgb, type ClassifierFamily, type Recognise } from '../family.ts';
import type { FloatTensor } from '../tensors.ts';

export interface Head {
  readonly name: string;
  readonly classes: number;
}

/** Whether the numbers are shares of one whole already: a softmax is part of the model. */
function areShares(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) {
    if (value < 0 || value > 1) return false;
    sum += value;
  }
  return Math.abs(sum - 1) < 0.01;
}

/** Chances of the classes, which add up to 1. A single number is the chance of the second of two classes, or its logit. */
export function chances(values: Float32Array): number[] {
  const [only = 0] = values;
  if (values.length === 1) {
    const yes = only >= 0 && only <= 1 ? only : sigmoid(only);
    return [1 - yes, yes];
  }
  if (areShares(values)) return [...values];
  const highest = Math.max(...values);
  const powers = Array.from(values, (value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Classes that a head tells apart; a single number stands for two. */
const classesOf = ({ dims }: FloatTensor): number => Math.max(2, dims[1] ?? 0);

/** Names that exporters give by themselves and that tell nobody anything. */
const MEANINGLESS = /^(output|logits?|prob(s|abilities)?|softmax|linear|dense|fc|\d+)[\d_:./]*$/i;

/** What a head tells, by its output's name. */
export function headName(output: string): string {
  return MEANINGLESS.test(output) ? 'class' : output;
}

/**
 * Labels of each head. All heads' labels one after another, or the same for each; else numbers.
 */
export function headLabels(heads: readonly Head[], labels: readonly string[] | null): string[][] {
  const total = heads.reduce((sum, { classes }) => sum + classes, 0);
  let next = 0;
  return heads.map(({ classes }) => {
    const start = labels?.length === total ? next : 0;
    next += classes;
    const given = labels?.length === total || labels?.length === classes ? labels.slice(start, start + classes) : [];
    return Array.from({ length: classes }, (_, index) => given[index] ?? `class ${index}`);
  });
}

/** The best class of each head. NaN, which a broken model gives, is left out. */
export function decodeClassifier(outputs: readonly FloatTensor[], labels: readonly (readonly string[])[]): Attribute[] {
  return outputs.flatMap(({ name, data }, head) => {
    const shares = chances(data);
    const score = Math.max(...shares);
    const value = labels[head]?.[shares.indexOf(score)];
    return value === undefined ? [] : [{ name: headName(name), value, score }];
  });
}

const PIXELS = { imagenet: imageNet, unit: unitRgb, bytes: { ...plain, order: 'rgb' } } as const;

export const recogniseClassifier: Recognise = ({ image, outputs, others, hints }) => {
  const flat = outputs.every(({ dims }) => dims.length === 2 && dims[0] === 1 && (dims[1] ?? 0) >= 1);
  if (others.length > 0 || outputs.length === 0 || !flat) return null;
  const pixels = hints.pixels ?? (image.type === 'uint8' ? 'bytes' : 'imagenet');
  return {
    purpose: 'classifier',
    family: 'classifier',
    preparation: { ...PIXELS[pixels], resize: 'stretch' },
    heads: outputs.map((output) => ({ name: output.name, classes: classesOf(output) })),
  } satisfies ClassifierFamily;
};
