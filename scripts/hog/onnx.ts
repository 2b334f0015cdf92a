// A small writer of ONNX graphs, of the bundled model and of those that tests make: nodes are added one after another, each returns
// the name of what it makes.
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
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';

/** The name of a tensor in the graph. */
export type Tensor = string;
/** An attribute of a node: whole numbers, text, or a list of whole numbers. */
export type Attribute = number | string | readonly number[];

/** A named dimension, or a fixed one. */
export type Dimension = number | string;

const TYPES = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  uint8: TensorProto_DataType.UINT8,
  int64: TensorProto_DataType.INT64,
} as const;
export type ElementType = keyof typeof TYPES;

const OPSET = 17;
/** The file format's version that goes with operator set 17. */
const IR_VERSION = 8;

function attribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
  if (typeof value === 'string')
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) });
}

function valueInfo(name: string, type: ElementType, dimensions: readonly Dimension[]): ValueInfoProto {
  const dim = dimensions.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
    }),
  );
  const tensorType = create(TypeProto_TensorSchema, {
    elemType: TYPES[type],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensorType } }),
  });
}

/** Bytes in the order that ONNX wants, whatever machine this runs on. */
function littleEndian(
  count: number,
  size: number,
  put: (view: DataView, index: number) => void,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * size);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < count; index++) put(view, index);
  return bytes;
}

export class GraphWriter {
  readonly #nodes: NodeProto[] = [];
  readonly #tensors: TensorProto[] = [];
  readonly #constants = new Map<string, Tensor>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  #count = 0;

  /** Declares an input. */
  input(name: string, dimensions: readonly Dimension[], type: ElementType = 'float32'): Tensor {
    this.#inputs.push(valueInfo(name, type, dimensions));
    return name;
  }

  /** Declares that `tensor` leaves the graph as `name`. */
  output(name: string, tensor: Tensor, dimensions: readonly Dimension[], type: ElementType = 'float32'): void {
    this.#nodes.push(create(NodeProtoSchema, { opType: 'Identity', input: [tensor], output: [name], name }));
    this.#outputs.push(valueInfo(name, type, dimensions));
  }

  /** A constant of float32; without `dims` a list. */
  floats(values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor {
    const rawData = littleEndian(values.length, 4, (view, at) => view.setFloat32(at * 4, values[at] ?? 0, true));
    return this.#constant(TensorProto_DataType.FLOAT, rawData, dims);
  }

  /** A single float32. */
  float(value: number): Tensor {
    return this.floats([value], []);
  }

  /** A list of int64, as shapes and indices are. */
  ints(...values: number[]): Tensor {
    return this.integers(values);
  }

  /** A constant of int64; without `dims` a list. */
  integers(values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor {
    const rawData = littleEndian(values.length, 8, (view, at) =>
      view.setBigInt64(at * 8, BigInt(values[at] ?? 0), true),
    );
    return this.#constant(TensorProto_DataType.INT64, rawData, dims);
  }

  /** Adds a node and returns its one output. */
  op(opType: string, input: readonly Tensor[], attributes: Readonly<Record<string, Attribute>> = {}): Tensor {
    return this.ops(opType, input, 1, attributes)[0] ?? '';
  }

  /** Adds a node of several outputs. */
  ops(
    opType: string,
    input: readonly Tensor[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Tensor[] {
    const id = ++this.#count;
    const output = Array.from({ length: outputs }, (_, at) => (at === 0 ? `t${id}` : `t${id}_${at}`));
    const node = create(NodeProtoSchema, { opType, name: `${opType}${id}`, input: [...input], output });
    node.attribute = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    this.#nodes.push(node);
    return output;
  }

  /** The file's bytes. `facts` become its metadata. */
  bytes(name: string, producer: string, about: string, facts: Readonly<Record<string, string>>): Uint8Array {
    const graph = create(GraphProtoSchema, {
      name,
      node: this.#nodes,
      initializer: this.#tensors,
      input: this.#inputs,
      output: this.#outputs,
    });
    const model = create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      producerName: producer,
      docString: about,
      graph,
      opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(OPSET) })],
      metadataProps: Object.entries(facts).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    });
    return toBinary(ModelProtoSchema, model);
  }

  #constant(dataType: TensorProto_DataType, rawData: Uint8Array<ArrayBuffer>, dims: readonly number[]): Tensor {
    const key = `${dataType} ${dims.join('x')} ${Buffer.from(rawData).toString('base64')}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `c${this.#constants.size}`;
    this.#constants.set(key, name);
    this.#tensors.push(create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt), rawData }));
    return name;
  }
}
