// Writes small ONNX models: outputs that are the same for each picture, or are made of the picture, in shapes that are fixed or not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphWriter, type ElementType, type Tensor } from '../../scripts/hog/onnx.ts';

export interface InputSpec {
  readonly name: string;
  readonly type: ElementType;
  /** A name: any size. */
  readonly dims: readonly (number | string)[];
}

export interface OutputSpec {
  readonly name: string;
  /** What is declared; the real shape by default. */
  readonly declared?: readonly (number | string)[];
  readonly dims: readonly number[];
  readonly type?: 'float32' | 'int64';
  readonly values: ArrayLike<number>;
}

/** An output made of the first input by one operator per step, such as a mean over the pixels. */
export interface ChainSpec {
  readonly name: string;
  readonly type?: ElementType;
  readonly declared: readonly (number | string)[];
  readonly steps: readonly {
    readonly op: string;
    readonly ints?: Readonly<Record<string, number | readonly number[]>>;
  }[];
}

export interface ModelSpec {
  readonly inputs: readonly InputSpec[];
  readonly outputs?: readonly OutputSpec[];
  readonly chains?: readonly ChainSpec[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The bytes of such a model. */
export function onnxModel({ inputs, outputs = [], chains = [], metadata = {} }: ModelSpec): Uint8Array {
  const graph = new GraphWriter();
  const [first = ''] = inputs.map(({ name, type, dims }) => graph.input(name, dims, type));
  for (const { name, type = 'float32', declared, dims, values } of outputs) {
    const constant = type === 'float32' ? graph.floats(values, dims) : graph.integers(values, dims);
    graph.output(name, constant, declared ?? dims, type);
  }
  for (const { name, type = 'float32', declared, steps } of chains) {
    const made = steps.reduce<Tensor>((from, { op, ints = {} }) => graph.op(op, [from], ints), first);
    graph.output(name, made, declared, type);
  }
  return graph.bytes('made', '', '', metadata);
}

/** A folder for files of models, gone with `remove`. */
export function modelFolder(): { write(name: string, bytes: Uint8Array | string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-models-'));
  return {
    write(name, bytes) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
