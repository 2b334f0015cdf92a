// The inner loops of `rows.ts` as a WebAssembly module of two functions with 128 bit vectors, put together here so that it can be read and
// needs no other compiler. https://webassembly.github.io/spec/core/binary/ , https://github.com/WebAssembly/simd
import { BLUE_U, GREEN_U, GREEN_V, HALF, LUMA, RED_V } from './colours.ts';

interface Memory {
  readonly buffer: ArrayBuffer;
}
type Module = object;

/** As much of it as is needed: neither the language's nor Node's types have it. */
declare const WebAssembly: {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Instance: new (module: Module, imports: object) => { readonly exports: unknown };
};

/** What is taken from red, green and blue, and then what they are multiplied by. */
export type Normal = readonly [number, number, number, number, number, number];

/** The functions. Places are in bytes of the module's memory. */
export interface SimdRows {
  /**
   * Writes to `out` (16 bits each) `first` * weight + `second` * (256 - weight) for `count` bytes, rounded up to 16.
   * The values are up to 65280.
   */
  blend(out: number, first: number, second: number, weight: number, count: number): void;
  /**
   * Brings three such lines to the width and writes them as floats of three colours, four at a time; the width is at least 4.
   * @param taps of luma and of chroma: for each pixel the offset of its left neighbour; `weights`: 256 - w and w, 16 bits each
   */
  colour(
    ...places: readonly [
      width: number,
      y: number,
      u: number,
      v: number,
      lumaTaps: number,
      lumaWeights: number,
      chromaTaps: number,
      chromaWeights: number,
      red: number,
      green: number,
      blue: number,
      ...normal: Normal,
    ]
  ): void;
}

type Code = readonly number[];

const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
};
const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
};
const get = (local: number): Code => [0x20, ...unsigned(local)];
const set = (local: number): Code => [0x21, ...unsigned(local)];
const int = (value: number): Code => [0x41, ...signed(value)];
const ADD: Code = [0x6a];
const vector = (opcode: number, ...more: number[]): Code => [0xfd, ...unsigned(opcode), ...more];
/** A place in memory: no alignment is promised. */
const at = (offset: number): number[] => [0, ...unsigned(offset)];
const load = (offset = 0): Code => vector(0x00, ...at(offset));
const store = (offset = 0): Code => vector(0x0b, ...at(offset));
const SPLAT_16 = vector(0x10);
const SPLAT_32 = vector(0x11);
const all = (value: number): Code => [...int(value), ...SPLAT_32];
const ADD_32 = vector(0xae);
const MULTIPLY_32 = vector(0xb5);
const SHIFT_32 = vector(0xac);
const step = (local: number, by: number): Code => [...get(local), ...int(by), ...ADD, ...set(local)];
/** do … while (local < end), both unsigned. */
const repeat = (body: Code, local: number, end: number): Code => [
  ...[0x03, 0x40],
  ...body,
  ...get(local),
  ...get(end),
  ...[0x49, 0x0d, 0x00, 0x0b],
];

/** Parameters out, first, second, weight, count; locals 5: end, 6 and 7: both weights. */
function blendCode(): Code {
  const [out, first, second, weight, count, end, upper, lower] = [0, 1, 2, 3, 4, 5, 6, 7];
  const EXTEND_LOW = vector(0x89);
  const EXTEND_HIGH = vector(0x8a);
  const MULTIPLY_16 = vector(0x95);
  const half = (extend: Code, offset: number): Code => [
    ...get(out),
    ...[...get(first), ...load(), ...extend, ...get(upper), ...MULTIPLY_16],
    ...[...get(second), ...load(), ...extend, ...get(lower), ...MULTIPLY_16],
    ...vector(0x8e),
    ...store(offset),
  ];
  const body = [
    ...half(EXTEND_LOW, 0),
    ...half(EXTEND_HIGH, 16),
    ...step(out, 32),
    ...step(first, 16),
    ...step(second, 16),
  ];
  return [
    ...[...get(weight), ...SPLAT_16, ...set(upper)],
    ...[...int(256), ...get(weight), 0x6b, ...SPLAT_16, ...set(lower)],
    ...[...get(first), ...get(count), ...ADD, ...set(end)],
    ...repeat(body, first, end),
  ];
}

/** Parameters as in `SimdRows`, then locals. */
function colourCode(): Code {
  const [width, y, u, v, lumaTaps, lumaWeights, chromaTaps, chromaWeights, red, green, blue] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ];
  const [means, scales] = [11, 14];
  const [next, end, pixel, light, blueness, redness, pairs, last] = [17, 18, 19, 20, 21, 22, 23, 24];
  // Four pairs of neighbours, made signed, times their weights; what that takes away is added again with the half that rounds.
  const squeeze = (line: number, taps: number, weights: number, to: number): Code => [
    ...[...vector(0x0c, ...new Array<number>(16).fill(0)), ...set(pairs)],
    ...[0, 1, 2, 3].flatMap((lane) => [
      ...[...get(pixel), ...get(taps), ...ADD, 0x28, 2, ...unsigned(4 * lane)],
      ...[...get(line), ...ADD, ...get(pairs), ...vector(0x56, ...at(0), lane), ...set(pairs)],
    ]),
    ...[...get(pairs), ...int(0x8000), ...SPLAT_16, ...vector(0x51)],
    ...[...get(pixel), ...get(weights), ...ADD, ...load(), ...vector(0xba)],
    ...[...all(0x8000 * 256 + HALF), ...ADD_32, ...int(16), ...SHIFT_32, ...set(to)],
  ];
  const times = (local: number, factor: number): Code => [...get(local), ...all(factor), ...MULTIPLY_32];
  const float = (local: number, opcode: number): Code => [...get(local), ...vector(0x13), ...vector(opcode)];
  const write = (sum: Code, to: number, channel: number): Code => [
    ...[...get(pixel), ...get(to), ...ADD],
    ...[...sum, ...int(16), ...SHIFT_32, ...all(0), ...vector(0xb8), ...all(255), ...vector(0xb6), ...vector(0xfa)],
    ...[...float(means + channel, 0xe5), ...float(scales + channel, 0xe6)],
    ...store(),
  ];
  const body = [
    // The last four may overlap with those before.
    ...[...get(next), ...get(last), ...get(next), ...get(last), 0x49, 0x1b, ...set(pixel)],
    ...squeeze(y, lumaTaps, lumaWeights, light),
    ...[...times(light, LUMA), ...all(HALF - 16 * LUMA), ...ADD_32, ...set(light)],
    ...squeeze(u, chromaTaps, chromaWeights, blueness),
    ...[...get(blueness), ...all(-128), ...ADD_32, ...set(blueness)],
    ...squeeze(v, chromaTaps, chromaWeights, redness),
    ...[...get(redness), ...all(-128), ...ADD_32, ...set(redness)],
    ...write([...get(light), ...times(redness, RED_V), ...ADD_32], red, 0),
    ...write(
      [...get(light), ...times(redness, -GREEN_V), ...ADD_32, ...times(blueness, -GREEN_U), ...ADD_32],
      green,
      1,
    ),
    ...write([...get(light), ...times(blueness, BLUE_U), ...ADD_32], blue, 2),
    ...step(next, 16),
  ];
  return [
    ...[...get(width), ...int(2), 0x74, ...set(end), ...get(end), ...int(-16), ...ADD, ...set(last)],
    ...repeat(body, next, end),
  ];
}

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const text = (value: string): Code => [value.length, ...Buffer.from(value)];
  const type = (ints: number, floats: number): Code => {
    const parameters = [...new Array<Code>(ints).fill([I32]), ...new Array<Code>(floats).fill([F32])];
    return [0x60, ...list(parameters), 0];
  };
  const code = (locals: readonly Code[], body: Code): Code => {
    const content = [...list(locals), ...body, 0x0b];
    return [...unsigned(content.length), ...content];
  };
  const blend = code(
    [
      [1, I32],
      [2, V128],
    ],
    blendCode(),
  );
  const colour = code(
    [
      [3, I32],
      [4, V128],
      [1, I32],
    ],
    colourCode(),
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([type(5, 0), type(11, 6)])),
    ...section(2, list([[...text('e'), ...text('m'), 2, 0, 1]])),
    ...section(3, list([[0], [1]])),
    ...section(
      7,
      list([
        [...text('blend'), 0, 0],
        [...text('colour'), 0, 1],
      ]),
    ),
    ...section(10, list([blend, colour])),
  ]);
}

const PAGE = 65_536;

/**
 * The functions, and memory of so many bytes in which they work; null: this machine has no such vectors.
 * Not for every picture: it is compiled each time.
 */
export function simdRows(bytes: number): { readonly rows: SimdRows; readonly buffer: ArrayBuffer } | null {
  const code = moduleBytes();
  if (!WebAssembly.validate(code)) return null;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { e: { m: memory } });
  return { rows: exports as SimdRows, buffer: memory.buffer };
}
