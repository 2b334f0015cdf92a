// Writes small ONNX models: outputs that are the same for each picture, or are made of the picture, in shapes that are fixed or not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type ValueInfoProto,
} from 'onnx-buf';

const TYPES = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  uint8: TensorProto_DataType.UINT8,
  int64: TensorProto_DataType.INT64,
} as const;
type Type = keyof typeof TYPES;

export interface InputSpec {
  readonly name: string;
  readonly type: Type;
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
  readonly type?: Type;
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

function valueInfo(name: string, type: Type, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
    }),
  );
  const value = create(TypeProto_TensorSchema, {
    elemType: TYPES[type],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value } }),
  });
}

function bytesOf({ type = 'float32', values }: OutputSpec): Uint8Array<ArrayBuffer> {
  if (type === 'float32') return new Uint8Array(Float32Array.from(values).buffer);
  return new Uint8Array(BigInt64Array.from(Array.from(values, (value) => BigInt(value))).buffer);
}

function chainNodes({ name, steps }: ChainSpec, from: string): NodeProto[] {
  return steps.map(({ op, ints = {} }, index) => {
    const attribute = Object.entries(ints).map(([key, value]) =>
      typeof value === 'number'
        ? create(AttributeProtoSchema, { name: key, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
        : create(AttributeProtoSchema, { name: key, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) }),
    );
    const input = [index === 0 ? from : `${name}_${index}`];
    const output = [index === steps.length - 1 ? name : `${name}_${index + 1}`];
    return create(NodeProtoSchema, { opType: op, input, output, attribute });
  });
}

/** The bytes of such a model: operator set 12. */
export function onnxModel({ inputs, outputs = [], chains = [], metadata = {} }: ModelSpec): Uint8Array {
  const [first] = inputs;
  const graph = create(GraphProtoSchema, {
    name: 'made',
    input: inputs.map(({ name, type, dims }) => valueInfo(name, type, dims)),
    output: [
      ...outputs.map(({ name, type = 'float32', declared, dims }) => valueInfo(name, type, declared ?? dims)),
      ...chains.map(({ name, type = 'float32', declared }) => valueInfo(name, type, declared)),
    ],
    initializer: outputs.map((output) =>
      create(TensorProtoSchema, {
        name: `${output.name}_is`,
        dataType: TYPES[output.type ?? 'float32'],
        dims: output.dims.map(BigInt),
        rawData: bytesOf(output),
      }),
    ),
    node: [
      ...outputs.map(({ name }) =>
        create(NodeProtoSchema, { opType: 'Identity', input: [`${name}_is`], output: [name] }),
      ),
      ...chains.flatMap((chain) => chainNodes(chain, first?.name ?? '')),
    ],
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 7n,
      graph,
      opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: 12n })],
      metadataProps: Object.entries(metadata).map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      ),
    }),
  );
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
