import { FieldReader, childBoxes, findBox, type Box } from './boxes.ts';
import { attempt, type InitSegment, type Parsed, type Track } from './init-segment.ts';

/** The samples of one track within one movie fragment. Times in the track's timescale. */
export interface TrackRun {
  readonly track: Track;
  readonly baseDecodeTime: number;
  /** Where `tfdt`'s value stands, from the start of the `moof`, and its length. */
  readonly tfdt: { readonly offset: number; readonly bytes: 4 | 8 };
  readonly duration: number;
  readonly samples: number;
  /** The shortest time that a sample lasts; 0 without samples. */
  readonly shortest: number;
  /** Where the duration of the first sample stands (32 bits), from the start of the `moof`; null where it is a default shared with others. */
  readonly firstDurationOffset: number | null;
  /** How long the last sample lasts (0 without samples), and where that stands, as with the first. */
  readonly lastDuration: number;
  readonly lastDurationOffset: number | null;
  /** Where the first sample begins, from the start of the `moof`; null where that is not said. */
  readonly dataOffset: number | null;
  /** Whether the first sample is a sync sample. */
  readonly sync: boolean;
}

/** What a `moof` says. */
export interface MovieFragment {
  readonly runs: readonly TrackRun[];
  readonly video: TrackRun | null;
  readonly audio: TrackRun | null;
  /** Begins with a key frame of video (of anything when there is no video track at all). */
  readonly key: boolean;
}

const SAMPLE_IS_NON_SYNC = 0x10000;
// More than a day of 1 ms samples: only a hostile file claims such.
const MOST_SAMPLES = 100_000;

/** Parses one `moof` box, given from its header on. Broken input is an error value. */
export function parseFragment(bytes: Uint8Array, init: InitSegment): Parsed<MovieFragment> {
  return attempt(() => {
    const moof = findBox(bytes, { body: 0, end: bytes.byteLength }, ['moof']);
    if (moof === null) throw new RangeError('no moof box');
    const runs: TrackRun[] = [];
    for (const box of childBoxes(bytes, moof.body, moof.end)) {
      if (box.type === 'traf') runs.push(parseTraf(bytes, box, init));
    }
    const video = runs.find((run) => run.track.kind === 'video') ?? null;
    const audio = runs.find((run) => run.track.kind === 'audio') ?? null;
    const key = init.video === null ? runs.length > 0 : (video?.sync ?? false);
    return { runs, video, audio, key };
  });
}

/** Adds `offset` (timescale units, any sign; the result is held at 0 or more) to a run's decode time, in place. */
export function shiftDecodeTime(fragment: Uint8Array, run: TrackRun, offset: number): void {
  const view = new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength);
  const time = Math.max(0, run.baseDecodeTime + offset);
  if (run.tfdt.bytes === 8) view.setBigUint64(run.tfdt.offset, BigInt(time));
  else view.setUint32(run.tfdt.offset, time % 2 ** 32);
}

/** Sets decode time and the first sample's duration of a run, in place; durations that stand nowhere of their own are left as they are. */
export function setFirstSample(
  fragment: Uint8Array,
  run: TrackRun,
  first: { readonly decodeTime: number; readonly duration: number },
): void {
  shiftDecodeTime(fragment, run, first.decodeTime - run.baseDecodeTime);
  if (run.firstDurationOffset === null) return;
  const view = new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength);
  view.setUint32(run.firstDurationOffset, first.duration);
}

/** Sets how long the last sample of a run lasts, in place; a duration that stands nowhere of its own is left as it is. */
export function setLastDuration(fragment: Uint8Array, run: TrackRun, duration: number): void {
  if (run.lastDurationOffset === null) return;
  const view = new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength);
  view.setUint32(run.lastDurationOffset, duration);
}

/** ISO/IEC 14496-12, 8.8.7: flags of `tfhd`. */
const TFHD = { baseDataOffset: 1, description: 2, duration: 8, size: 0x10, flags: 0x20 } as const;
/** 8.8.8: flags of `trun`. */
const TRUN = { dataOffset: 1, firstFlags: 4, duration: 0x100, size: 0x200, flags: 0x400, composition: 0x800 } as const;

function parseTraf(bytes: Uint8Array, traf: Box, init: InitSegment): TrackRun {
  const tfhd = findBox(bytes, traf, ['tfhd']);
  const tfdt = findBox(bytes, traf, ['tfdt']);
  if (tfhd === null || tfdt === null) throw new RangeError('a track fragment has no header or no decode time');
  const header = new FieldReader(bytes, tfhd);
  const flags = header.u32() & 0xffffff;
  const id = header.u32();
  const track = init.tracks.find((candidate) => candidate.id === id);
  if (track === undefined) throw new RangeError(`fragment of an unknown track ${id}`);
  if (flags & TFHD.baseDataOffset) header.skip(8);
  if (flags & TFHD.description) header.skip(4);
  const headerDuration = header.offset;
  const duration = flags & TFHD.duration ? header.u32() : track.defaults.duration;
  if (flags & TFHD.size) header.skip(4);
  const sampleFlags = flags & TFHD.flags ? header.u32() : track.defaults.flags;
  const time = new FieldReader(bytes, tfdt);
  const large = time.u8() === 1;
  time.skip(3);
  const place = { offset: time.offset, bytes: large ? 8 : 4 } as const;
  const baseDecodeTime = large ? time.u64() : time.u32();
  const sum = sumRuns(bytes, traf, duration, sampleFlags);
  const shared = flags & TFHD.duration && sum.samples === 1 ? headerDuration : null;
  return {
    track,
    baseDecodeTime,
    tfdt: place,
    duration: sum.duration,
    samples: sum.samples,
    shortest: sum.samples === 0 ? 0 : sum.shortest,
    // The offset counts from elsewhere where a base is given.
    dataOffset: flags & TFHD.baseDataOffset ? null : sum.dataOffset,
    sync: sum.sync,
    firstDurationOffset: sum.ownDuration ?? shared,
    lastDuration: sum.lastDuration,
    lastDurationOffset: sum.lastOffset ?? shared,
  };
}

interface RunSum {
  readonly duration: number;
  readonly samples: number;
  /** Infinity without samples. */
  readonly shortest: number;
  readonly dataOffset: number | null;
  readonly sync: boolean;
  /** Where the first sample's own duration stands. */
  readonly ownDuration: number | null;
  readonly lastDuration: number;
  /** Where the last sample's own duration stands. */
  readonly lastOffset: number | null;
}

function sumRuns(bytes: Uint8Array, traf: Box, defaultDuration: number, defaultFlags: number): RunSum {
  let duration = 0;
  let samples = 0;
  let shortest = Infinity;
  let dataOffset: number | null = null;
  let sync = false;
  let ownDuration: number | null = null;
  let last: Pick<RunSum, 'lastDuration' | 'lastOffset'> = { lastDuration: 0, lastOffset: null };
  for (const box of childBoxes(bytes, traf.body, traf.end)) {
    if (box.type !== 'trun') continue;
    const run = parseTrun(new FieldReader(bytes, box), defaultDuration, defaultFlags);
    if (samples === 0) ({ dataOffset, sync, ownDuration } = run);
    if (run.samples > 0) last = run;
    samples += run.samples;
    duration += run.duration;
    shortest = Math.min(shortest, run.shortest);
  }
  const { lastDuration, lastOffset } = last;
  return { duration, samples, shortest, dataOffset, sync, ownDuration, lastDuration, lastOffset };
}

function parseTrun(fields: FieldReader, defaultDuration: number, defaultFlags: number): RunSum {
  const flags = fields.u32() & 0xffffff;
  const samples = fields.u32();
  if (samples > MOST_SAMPLES) throw new RangeError(`a fragment claims ${samples} samples`);
  const dataOffset = flags & TRUN.dataOffset ? fields.i32() : null;
  let firstFlags = flags & TRUN.firstFlags ? fields.u32() : null;
  const ownDuration = flags & TRUN.duration && samples > 0 ? fields.offset : null;
  let duration = 0;
  let shortest = Infinity;
  let lastDuration = 0;
  let lastOffset: number | null = null;
  for (let index = 0; index < samples; index += 1) {
    if (flags & TRUN.duration) lastOffset = fields.offset;
    const own = flags & TRUN.duration ? fields.u32() : defaultDuration;
    lastDuration = own;
    duration += own;
    shortest = Math.min(shortest, own);
    if (flags & TRUN.size) fields.skip(4);
    if (flags & TRUN.flags) {
      const ownFlags = fields.u32();
      if (index === 0) firstFlags ??= ownFlags;
    }
    if (flags & TRUN.composition) fields.skip(4);
  }
  const sync = samples > 0 && ((firstFlags ?? defaultFlags) & SAMPLE_IS_NON_SYNC) === 0;
  return { duration, samples, shortest, dataOffset, sync, ownDuration, lastDuration, lastOffset };
}
