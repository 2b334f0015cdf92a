/** Builds small fragmented MP4 streams by hand (ISO/IEC 14496-12), for tests of what reads them. */
export function box(type: string, ...payload: (Uint8Array | number[])[]): Buffer {
  const body = Buffer.concat(payload.map((piece) => Buffer.from(piece)));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** Baseline 3.0 with made-up parameter sets. */
export const avcConfiguration = [1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, 1, 0x67, 1, 0, 1, 0x68];

export function visualEntry(type: string, width: number, height: number, configuration: Buffer): Buffer {
  return box(type, Buffer.alloc(24), u16(width), u16(height), Buffer.alloc(50), configuration);
}

export function audioEntry(configuration: Buffer): Buffer {
  return box('mp4a', Buffer.alloc(28), configuration);
}

/** AAC-LC at 48 kHz, as ffmpeg writes it. */
export function esds(audioSpecificConfig = [0x11, 0x90]): Buffer {
  const specific = [0x05, 0x80, 0x80, 0x80, audioSpecificConfig.length, ...audioSpecificConfig];
  const decoder = [
    0x04,
    0x80,
    0x80,
    0x80,
    13 + specific.length,
    0x40,
    0x15,
    ...new Array<number>(11).fill(0),
    ...specific,
  ];
  return box('esds', u32(0), [0x03, 0x80, 0x80, 0x80, 3 + decoder.length, 0, 1, 0, ...decoder]);
}

interface TrackOptions {
  readonly id: number;
  readonly handler: 'vide' | 'soun';
  readonly timescale: number;
  readonly entry: Buffer;
}

function trak({ id, handler, timescale, entry }: TrackOptions): Buffer {
  const tkhd = box('tkhd', u32(0), u32(0), u32(0), u32(id), Buffer.alloc(68));
  const mdhd = box('mdhd', u32(0), u32(0), u32(0), u32(timescale), Buffer.alloc(8));
  const hdlr = box('hdlr', u32(0), u32(0), Buffer.from(handler), Buffer.alloc(13));
  const stsd = box('stsd', u32(0), u32(1), entry);
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', box('stbl', stsd))));
}

/** An initialisation segment of these tracks; a creation time of 0 in `mvhd`. */
export function initOf(...tracks: TrackOptions[]): Buffer {
  const mvhd = box('mvhd', u32(0), u32(0), u32(0), u32(1000), Buffer.alloc(84));
  const trex = tracks.map(({ id }) => box('trex', u32(0), u32(id), u32(1), u32(0), u32(0), u32(0x10000)));
  return Buffer.concat([
    box('ftyp', Buffer.from('iso5')),
    box('moov', mvhd, ...tracks.map(trak), box('mvex', ...trex)),
  ]);
}

/** Video at a timescale of 1000, so that times are milliseconds. */
export function videoInit(options: { width?: number; configuration?: number[] } = {}): Buffer {
  const configuration = box('avcC', options.configuration ?? avcConfiguration);
  const entry = visualEntry('avc1', options.width ?? 640, 360, configuration);
  return initOf({ id: 1, handler: 'vide', timescale: 1000, entry });
}

export interface RunOptions {
  readonly track?: number;
  readonly time: number;
  readonly duration?: number;
  /** Several samples, each of so long; in place of `duration`. */
  readonly durations?: readonly number[];
  readonly key?: boolean;
}

function traf(
  { track = 1, time, duration = 100, durations = [duration], key = false }: RunOptions,
  size: number,
): Buffer {
  const tfhd = box('tfhd', u32(0x020000), u32(track));
  const tfdt = box('tfdt', u32(0x01000000), u64(time));
  const samples = durations.map((one, at) =>
    Buffer.concat([u32(one), u32(size), u32(key && at === 0 ? 0x02000000 : 0x01010000)]),
  );
  const trun = box('trun', u32(0x000701), u32(samples.length), u32(0), ...samples);
  return box('traf', tfhd, tfdt, trun);
}

/** A fragment; `size` bytes of data for each sample. */
export function fragment(runs: RunOptions | readonly RunOptions[], size = 20): Buffer {
  const list = Array.isArray(runs) ? (runs as readonly RunOptions[]) : [runs as RunOptions];
  const moof = box('moof', box('mfhd', u32(0), u32(1)), ...list.map((run) => traf(run, size)));
  const samples = list.reduce((sum, { durations }) => sum + (durations?.length ?? 1), 0);
  return Buffer.concat([moof, box('mdat', Buffer.alloc(size * samples, 0x5a))]);
}
