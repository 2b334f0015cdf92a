import { open, readFile, type FileHandle } from 'node:fs/promises';

/** What a model's file, or the file beside it, says of itself. All of it may be missing. */
export interface Hints {
  /** Names of its classes, in their order. */
  readonly labels: readonly string[] | null;
  /** How a classifier wants its pixels: `imagenet` (mean and deviation), `unit` (0 to 1), `bytes` (0 to 255). */
  readonly pixels: 'imagenet' | 'unit' | 'bytes' | null;
}

export const noHints: Hints = { labels: null, pixels: null };

/** Field of ModelProto that holds pairs of texts: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const METADATA_PROPS = 14;
const LENGTH_DELIMITED = 2;
/** A longer one is no text that we look for. */
const LONGEST_PAIR = 1 << 20;

/** A number of protobuf, and where it ends; null: it is none. */
function varint(bytes: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return null;
}

/** The texts of a pair: fields 1 and 2. */
function pair(bytes: Uint8Array): [string, string] {
  const texts = ['', '', ''];
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const size = tag === null ? null : varint(bytes, tag.end);
    if (tag === null || size === null || tag.value % 8 !== LENGTH_DELIMITED) break;
    texts[tag.value >> 3] = new TextDecoder().decode(bytes.subarray(size.end, size.end + size.value));
    at = size.end + size.value;
  }
  return [texts[1] ?? '', texts[2] ?? ''];
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** The pairs of texts that a model's file holds. The graph, which is nearly all of it, is passed over unread. */
async function readPairs(path: string): Promise<Map<string, string>> {
  const pairs = new Map<string, string>();
  const file = await open(path);
  try {
    for (let position = 0; ;) {
      const head = await bytesAt(file, position, 20);
      const tag = varint(head, 0);
      const size = tag === null ? null : varint(head, tag.end);
      if (tag === null || size === null) break;
      const [field, wire] = [Math.floor(tag.value / 8), tag.value % 8];
      const delimited = wire === LENGTH_DELIMITED;
      // The others are numbers, whose value `size` is.
      if (!delimited && wire !== 0) break;
      if (field === METADATA_PROPS && delimited && size.value <= LONGEST_PAIR)
        pairs.set(...pair(await bytesAt(file, position + size.end, size.value)));
      position += size.end + (delimited ? size.value : 0);
    }
  } finally {
    await file.close();
  }
  return pairs;
}

/** Names out of a text: a list in JSON, Python's dictionary as Ultralytics writes it, or commas. */
export function parseLabels(text: string): string[] | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed.startsWith('{')) {
    // {0: 'person', 1: "bull's eye"}
    const found = [...trimmed.matchAll(/(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
    const labels: string[] = [];
    for (const [, index, single, double] of found)
      labels[Number(index)] = (single ?? double ?? '').replace(/\\(.)/g, '$1');
    const whole = labels.length > 0 && labels.length === found.length;
    return whole ? labels : null;
  }
  if (trimmed.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(trimmed);
      return Array.isArray(list) && list.length > 0 ? list.map(String) : null;
    } catch {
      return null;
    }
  }
  return trimmed.split(',').map((label) => label.trim());
}

/** What the pairs of texts mean to us. */
export function hintsOf(pairs: ReadonlyMap<string, string>): Hints {
  const pixels = pairs.get('pixels');
  const known = pixels === 'imagenet' || pixels === 'unit' || pixels === 'bytes' ? pixels : null;
  // Ultralytics' classifiers take 0 to 1.
  return {
    labels: parseLabels(pairs.get('labels') ?? pairs.get('names') ?? ''),
    pixels: known ?? (pairs.get('task') === 'classify' ? 'unit' : null),
  };
}

/** `model.json` beside `model.onnx`, with the same names; texts, or `labels` as a list. */
async function readBeside(path: string): Promise<Map<string, string>> {
  const text = await readFile(`${path.replace(/\.onnx$/i, '')}.json`, 'utf8').catch(() => '');
  try {
    // What is null there is left to the model's own file.
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>).filter(([, value]) => value !== null);
    return new Map(entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
  } catch {
    return new Map();
  }
}

/** What is said of a model, in its file and beside it; the file beside it has the last word. Never fails: then nothing is said. */
export async function readHints(path: string): Promise<Hints> {
  const own = await readPairs(path).catch(() => new Map<string, string>());
  return hintsOf(new Map([...own, ...(await readBeside(path))]));
}
