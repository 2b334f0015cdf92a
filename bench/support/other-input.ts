import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { readFileSync, writeFileSync } from 'node:fs';
import { ModelProtoSchema, TensorProto_DataType, type TensorProto, type ValueInfoProto } from 'onnx-buf';

/** Of the input, and of the outputs' number of cells. */
function setDims(info: ValueInfoProto, dims: readonly (number | null)[]): void {
  const { value } = info.type ?? {};
  if (value?.case !== 'tensorType') throw new Error(`${info.name} is no tensor`);
  dims.forEach((size, at) => {
    const dim = value.value.shape?.dim[at];
    if (dim !== undefined && size !== null) dim.value = { case: 'dimValue', value: BigInt(size) };
  });
}

/** Makes the last of the lengths that a Reshape is given `whatever is left`. */
function freeLast(tensor: TensorProto): void {
  // The file format keeps the type as a plain number.
  if (tensor.dataType !== Number(TensorProto_DataType.INT64)) throw new Error(`${tensor.name} is no shape`);
  const lengths =
    tensor.rawData.length > 0
      ? new BigInt64Array(Uint8Array.from(tensor.rawData).buffer)
      : BigInt64Array.from(tensor.int64Data);
  lengths[lengths.length - 1] = -1n;
  tensor.int64Data = [];
  tensor.rawData = new Uint8Array(lengths.buffer);
}

/**
 * Writes the same YOLOX network for another input: only the declared sizes and the shapes of its three Reshapes speak of 416; weights
 * of convolutions and the factors of its two Resizes do not. Boxes come out in cells of strides 8, 16 and 32 all the same.
 * @param side a multiple of 32
 */
export function writeYoloxAt(side: number, from: string, to: string): void {
  const model = fromBinary(ModelProtoSchema, readFileSync(from));
  const { graph } = model;
  const [input, output] = [graph?.input[0], graph?.output[0]];
  if (graph === undefined || input === undefined || output === undefined) throw new Error('a model without a graph');
  const cells = [8, 16, 32].reduce((sum, stride) => sum + (side / stride) ** 2, 0);
  setDims(input, [null, null, side, side]);
  setDims(output, [null, cells]);
  // What was inferred for the old size.
  graph.valueInfo = [];
  const shapes = new Set(graph.node.filter(({ opType }) => opType === 'Reshape').map((node) => node.input[1]));
  for (const tensor of graph.initializer) if (shapes.has(tensor.name)) freeLast(tensor);
  writeFileSync(to, toBinary(ModelProtoSchema, model));
}
