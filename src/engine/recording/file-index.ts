import { open, type FileHandle } from 'node:fs/promises';
import { CLOCK_STEP_MS } from '../clock-steps.ts';
import {
  initLength,
  parseFragment,
  parseInitSegment,
  pictureSizeOf,
  readBoxHeader,
  setFirstSample,
  setLastDuration,
  type InitSegment,
  type PictureSize,
  type TrackRun,
} from '../media/index.ts';
import { isReadOnly } from '../storage/index.ts';
import { mendedFirstPicture, type FirstPictureRule } from './first-picture.ts';
import type { Leapt } from './leapt.ts';
import { PartIndex } from './part-index.ts';
import { ReadSpaces } from './read-spaces.ts';

const LARGEST_MOOF_BYTES = 4 * 1024 * 1024;
/** Parameter sets stand at the very beginning of a key frame. */
const PARAMETER_BYTES = 2048;
const LARGEST_INIT_BYTES = 1024 * 1024;

/** A stretch of the file that is held in memory, until the next is. */
interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Answers bytes of the file, which are true until the next call; null behind its end. */
type Hold = (from: number, count: number) => Promise<Uint8Array | null>;

/** Seconds. No camera that is called alive leaves so much between two arrivals; a clock that is set forward does. */
export const LEAP_SECONDS = 60;
/** Seconds. A shorter time between two pictures is never taken for a step of the clock. */
const SHORTEST_LEAP_SECONDS = CLOCK_STEP_MS / 1000;
/** How many pauses are remembered, for a step that becomes known only later. */
const MOST_PAUSES = 100;

/** A moof by the place where it stands. */
interface PlacedMoof {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The index of one segment file, made by walking over its boxes. Goes on where it stopped, so a growing file is read
 * once. `wholeBytes` is the end of the last whole fragment: what lies behind it was cut off in the middle. In the first file
 * of a run, the time of the first picture is mended (see `mendedFirstPicture`), in the file too. Where time stamps are arrival times and the
 * machine's clock was set forward, the picture before is mended not to last as long as the step, and nothing behind it counts: it has
 * another time and, up to a key frame, cannot be shown by itself.
 */
export class FileIndex {
  parts = new PartIndex();
  init: InitSegment | null = null;
  initBytes = 0;
  wholeBytes = 0;
  /** The file's size when it was last looked at. */
  sizeBytes = 0;
  /** Why nothing behind `wholeBytes` can be read; null while all is well. */
  broken: string | null = null;
  /** Sizes of the pictures, one after the other as they change, by what key frames carry; empty where they carry nothing. */
  readonly sizes: PictureSize[] = [];
  #firstTime: number | null = null;
  /** The first fragment with a picture, while its time waits to be judged by the second. */
  #first: (PlacedMoof & { readonly run: TrackRun }) | null = null;
  readonly #rule: FirstPictureRule;
  readonly #spaces: ReadSpaces;
  /** Fragments behind the first by which it is judged. */
  #evidence: TrackRun[] = [];
  #judged: boolean;
  #mended: PlacedMoof | null = null;
  /** Mended and not yet written into the file. */
  readonly #toWrite: PlacedMoof[] = [];
  /** How long a picture of the fragment before lasts, in the track's timescale. */
  #interval = 0;
  /** Where it ends. */
  #endTime: number | null = null;
  /** The clock was set forward behind `wholeBytes`. */
  #leapt = false;
  readonly #isStep: Leapt;
  /** Times without a picture that were passed and may yet turn out to be steps of the clock, seconds. */
  #pauses: (readonly [number, number])[] = [];
  #busy: Promise<void> = Promise.resolve();

  /**
   * @param options `firstOfRun`: ffmpeg may have written a wrong time for the first picture; `arrival`: time stamps are known to be this
   * machine's clock (false where that is not known); `leapt`: asked of each pause, again and again, since a step may become known later;
   * `spaces`: where files are read to, shared by those that are read again and again
   */
  constructor(options: {
    readonly firstOfRun: boolean;
    readonly arrival?: boolean;
    readonly leapt?: Leapt;
    readonly spaces?: ReadSpaces;
  }) {
    this.#judged = !options.firstOfRun;
    this.#isStep = options.leapt ?? (() => false);
    this.#rule = { arrival: options.arrival ?? false };
    this.#spaces = options.spaces ?? new ReadSpaces();
  }

  /** Reads what has been added to the file. Calls wait for each other. @throws what the file system throws */
  async advance(path: string): Promise<void> {
    const turn = this.#busy.then(() => this.#advance(path));
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  /** Whether the time of the first picture is known for good. */
  get begun(): boolean {
    return this.#judged && this.parts.lastKeyOffset !== null;
  }

  /** Whether it ends where the clock was set forward. */
  get leapt(): boolean {
    return this.#leapt;
  }

  /** Time stamp of the first picture, milliseconds. */
  get mediaStartMs(): number {
    return Math.round((this.#firstTime ?? 0) * 1000);
  }

  async #advance(path: string): Promise<void> {
    if (this.broken !== null) return;
    // What became known of the clock since it was passed.
    if (!this.#leapt && this.#pauses.some(([from, to]) => this.#isStep(from, to))) this.#anew();
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      this.sizeBytes = size;
      if (this.init === null && !(await this.#readInit(handle, size))) return;
      await this.#spaces.lend((space) => this.#walk(handle, size, space));
    } finally {
      await handle.close();
    }
    if (this.#toWrite.length > 0) await this.#mendFile(path);
  }

  /** What ffmpeg has written it does not touch again, so this does not get into its way. On a read-only disk it is left for later. */
  async #mendFile(path: string): Promise<void> {
    const handle = await open(path, 'r+').catch((error: unknown) => {
      if (isReadOnly(error)) return null;
      throw error;
    });
    if (handle === null) return;
    try {
      for (const moof of this.#toWrite) await handle.write(moof.bytes, 0, moof.bytes.byteLength, moof.offset);
      this.#toWrite.length = 0;
    } finally {
      await handle.close();
    }
  }

  async #readInit(handle: FileHandle, size: number): Promise<boolean> {
    const head = await readAt(handle, 0, Math.min(size, LARGEST_INIT_BYTES));
    const length = initLength(head);
    if (length === null) {
      if (size >= LARGEST_INIT_BYTES) this.broken = 'no initialisation segment';
      return false;
    }
    if (length === 'bad') {
      this.broken = 'does not begin with an initialisation segment';
      return false;
    }
    const init = parseInitSegment(head.subarray(0, length));
    if (!init.ok) {
      this.broken = init.why;
      return false;
    }
    this.init = init.value;
    this.initBytes = length;
    this.wholeBytes = length;
    return true;
  }

  async #walk(handle: FileHandle, size: number, space: Uint8Array): Promise<void> {
    let window: Window = { start: 0, bytes: new Uint8Array() };
    const hold: Hold = async (from, count) => {
      if (from + count > size) return null;
      const inside = from >= window.start && from + count <= window.start + window.bytes.byteLength;
      if (!inside) {
        const into = count > space.byteLength ? Buffer.allocUnsafe(count) : space.subarray(0, size - from);
        window = { start: from, bytes: await readInto(handle, from, into) };
      }
      return window.bytes.subarray(from - window.start, from - window.start + count);
    };
    while (this.broken === null && !this.#leapt && (await this.#step(hold, size))) continue;
  }

  /** One box, or a fragment of two; false when the rest is not there yet. */
  async #step(hold: Hold, size: number): Promise<boolean> {
    const at = this.wholeBytes;
    const header = await this.#header(hold, at);
    if (header === null) return false;
    if (header.type !== 'moof') return this.#pass(at + header.size, size);
    if (header.size > LARGEST_MOOF_BYTES) return this.#fail(`moof of ${header.size} bytes`);
    const data = await this.#header(hold, at + header.size);
    if (data === null) return false;
    if (data.type !== 'mdat') return this.#fail(`${data.type} after a moof`);
    const end = at + header.size + data.size;
    if (end > size) return false;
    const moof = this.#mended?.offset === at ? this.#mended.bytes : await hold(at, header.size);
    if (moof === null) return false;
    const run = this.#fragment(moof, at, end);
    if (run === null) return false;
    if (run !== 'none' && run.sync && run.dataOffset !== null) {
      this.#noteSize(await hold(at + run.dataOffset, Math.min(PARAMETER_BYTES, end - at - run.dataOffset)));
    }
    return true;
  }

  #noteSize(sample: Uint8Array | null): void {
    const entry = this.init?.video?.sampleEntry;
    const size = sample === null || entry === undefined ? null : pictureSizeOf(entry, sample);
    const last = this.sizes.at(-1);
    if (size === null || (last?.width === size.width && last.height === size.height)) return;
    this.sizes.push(size);
  }

  /** Leaves out a box that is not a fragment. */
  #pass(end: number, size: number): boolean {
    if (end > size) return false;
    this.wholeBytes = end;
    return true;
  }

  /** Answers the pictures in it, null when it cannot be read. */
  #fragment(moof: Uint8Array, offset: number, end: number): TrackRun | 'none' | null {
    if (this.init === null) return null;
    const parsed = parseFragment(moof, this.init);
    if (!parsed.ok) {
      this.#fail(parsed.why);
      return null;
    }
    const { video, runs, key } = parsed.value;
    if (!this.#judged && video !== null && this.#judge({ offset, bytes: moof, run: video })) return 'none';
    const whole = this.init.video === null ? (runs[0] ?? null) : video;
    const timed = whole === null ? null : this.#withoutLeap(whole, { offset, bytes: moof });
    if (whole !== null && timed === null) return null;
    if (timed !== null) this.#firstTime ??= timed.baseDecodeTime / timed.track.timescale;
    const startSeconds = timed === null ? 0 : timed.baseDecodeTime / timed.track.timescale - (this.#firstTime ?? 0);
    const seconds = timed === null ? 0 : timed.duration / timed.track.timescale;
    const span = timed === null ? null : { startSeconds, endSeconds: startSeconds + seconds };
    this.parts.add({ offset, bytes: end - offset, key, video: span });
    this.wholeBytes = end;
    return video ?? 'none';
  }

  /** A fragment without the step of a clock that was set forward, in its length or before it: null for one behind the step. */
  #withoutLeap(run: TrackRun, { offset, bytes }: PlacedMoof): TrackRun | null {
    // The first picture of a run may have no time of its own, which is another matter.
    if (!this.#judged || run.samples === 0) return run;
    const endTime = run.baseDecodeTime + run.duration;
    if (this.#endTime !== null && this.#isLeap(run, this.#endTime - this.#interval, run.baseDecodeTime)) {
      this.#leapt = true;
      return null;
    }
    if (!this.#isLeap(run, endTime - run.lastDuration, endTime)) {
      this.#interval = run.shortest;
      this.#endTime = endTime;
      return run;
    }
    // What comes behind the step begins a fragment of its own: it is longer than fragments are.
    this.#leapt = true;
    const mended = { offset, bytes: Uint8Array.from(bytes) };
    const lastDuration = run.samples > 1 ? run.shortest : Math.max(1, this.#interval);
    setLastDuration(mended.bytes, run, lastDuration);
    this.#toWrite.push(mended);
    return { ...run, lastDuration, duration: run.duration - run.lastDuration + lastDuration };
  }

  /** Whether the time between two pictures is a step of the clock. Times in the track's timescale. */
  #isLeap({ track }: TrackRun, fromTime: number, toTime: number): boolean {
    const [from, to] = [fromTime / track.timescale, toTime / track.timescale];
    if (to - from <= SHORTEST_LEAP_SECONDS) return false;
    if ((this.#rule.arrival && to - from > LEAP_SECONDS) || this.#isStep(from, to)) return true;
    this.#pauses = [...this.#pauses, [from, to] as const].slice(-MOST_PAUSES);
    return false;
  }

  /** Walks over the file once more, from its first picture on. */
  #anew(): void {
    this.#endTime = null;
    this.#interval = 0;
    this.#pauses = [];
    this.parts = new PartIndex();
    this.#firstTime = null;
    this.wholeBytes = this.initBytes;
  }

  /** Whether the first picture's time was wrong: it is mended, and the walk begins anew. */
  #judge(moof: PlacedMoof & { readonly run: TrackRun }): boolean {
    const first = this.#first;
    if (first === null) {
      // Not `slice`, which for a Buffer is no copy.
      this.#first = { ...moof, bytes: Uint8Array.from(moof.bytes) };
      return false;
    }
    this.#evidence.push(moof.run);
    const mended = mendedFirstPicture(first.run, this.#evidence, this.#rule);
    if (mended === 'wait') return false;
    this.#judged = true;
    if (mended === null) return false;
    setFirstSample(first.bytes, first.run, mended);
    this.#mended = first;
    this.#toWrite.push(first);
    this.#anew();
    return true;
  }

  async #header(hold: Hold, at: number): Promise<{ type: string; size: number } | null> {
    const plain = await hold(at, 8);
    if (plain === null) return null;
    let header = readBoxHeader(plain, 0);
    if (header.kind === 'more') {
      const large = await hold(at, 16);
      if (large === null) return null;
      header = readBoxHeader(large, 0);
    }
    if (header.kind === 'box') return header;
    this.broken = header.kind === 'bad' ? header.why : 'a box without an end';
    return null;
  }

  #fail(why: string): false {
    this.broken = why;
    return false;
  }
}

/** Reads exactly `count` bytes, fewer only at the end of the file. */
export async function readAt(handle: FileHandle, from: number, count: number): Promise<Uint8Array> {
  return readInto(handle, from, Buffer.allocUnsafe(count));
}

/** Fills `bytes` from the file; answers what was filled of it, which is less only at the end of the file. */
async function readInto(handle: FileHandle, from: number, bytes: Uint8Array): Promise<Uint8Array> {
  let filled = 0;
  while (filled < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
