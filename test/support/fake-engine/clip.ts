import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One movie fragment of a clip; `at` is its decode time in seconds. */
export interface ClipFragment {
  readonly bytes: Buffer;
  readonly key: boolean;
  readonly at: number;
  /** How many pictures it holds. */
  readonly frames: number;
  /** Where the 64-bit decode time stands in `bytes`, and how many of its units make a second. */
  readonly tfdtOffset: number;
  readonly timescale: number;
}

/** A short film cut into what a live channel sends, to be played in a loop. */
export interface Clip {
  readonly init: Buffer;
  readonly fragments: readonly ClipFragment[];
  readonly seconds: number;
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const containers = new Set(['moov', 'trak', 'mdia', 'moof', 'traf']);

function* boxes(bytes: Buffer, start: number, end: number): Generator<Box> {
  for (let at = start; at + 8 <= end;) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    yield { type, start: at, end: at + size };
    if (containers.has(type)) yield* boxes(bytes, at + 8, at + size);
    at += size;
  }
}

function trackTimescales(init: Buffer): Map<number, { timescale: number; video: boolean }> {
  const tracks = new Map<number, { timescale: number; video: boolean }>();
  let id = 0;
  let timescale = 0;
  for (const box of boxes(init, 0, init.length)) {
    if (box.type === 'tkhd') id = init.readUInt32BE(box.start + (init[box.start + 8] === 1 ? 28 : 20));
    if (box.type === 'mdhd') timescale = init.readUInt32BE(box.start + (init[box.start + 8] === 1 ? 28 : 20));
    if (box.type === 'hdlr') {
      tracks.set(id, { timescale, video: init.toString('latin1', box.start + 16, box.start + 20) === 'vide' });
    }
  }
  return tracks;
}

function readFragment(bytes: Buffer, tracks: ReturnType<typeof trackTimescales>): ClipFragment {
  let track = { timescale: 1, video: false };
  let tfdtOffset = 0;
  let flags = 0;
  let frames = 0;
  for (const box of boxes(bytes, 0, bytes.readUInt32BE(0))) {
    if (box.type === 'tfhd') {
      track = tracks.get(bytes.readUInt32BE(box.start + 12)) ?? track;
      const has = bytes.readUInt32BE(box.start + 8) & 0xffffff;
      if (has & 0x20) flags = bytes.readUInt32BE(box.end - 4);
    }
    if (box.type === 'tfdt') tfdtOffset = box.start + 12;
    if (box.type === 'trun') {
      frames += bytes.readUInt32BE(box.start + 12);
      const has = bytes.readUInt32BE(box.start + 8) & 0xffffff;
      if (has & 0x4) flags = bytes.readUInt32BE(box.start + 16 + (has & 0x1 ? 4 : 0));
    }
  }
  const at = Number(bytes.readBigUInt64BE(tfdtOffset)) / track.timescale;
  const key = track.video && (flags & 0x10000) === 0;
  return { bytes, key, at, frames, tfdtOffset, timescale: track.timescale };
}

/** Cuts a fragment-per-frame MP4 of constant frame rate. */
export function cutClip(file: Buffer, facts: Omit<Clip, 'init' | 'fragments'>): Clip {
  const top = [...boxes(file, 0, file.length)];
  const moov = top.find((box) => box.type === 'moov');
  if (moov === undefined) throw new Error('no moov in the clip');
  const init = file.subarray(0, moov.end);
  const tracks = trackTimescales(init);
  const moofs = top.filter((box) => box.type === 'moof');
  const fragments = moofs
    .map((moof) => {
      const mdatEnd = moof.end + file.readUInt32BE(moof.end);
      return readFragment(file.subarray(moof.start, mdatEnd), tracks);
    })
    .filter((fragment) => fragment.at < facts.seconds - 1e-6);
  return { init, fragments, ...facts };
}

/** What a clip is to be. `hue` in degrees tells clips apart. */
export interface ClipWish {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly hue: number;
  readonly audio: boolean;
}

/** Makes a clip with the machine's ffmpeg: H.264 baseline, a key frame each 2 s, AAC when audio is wished. */
export async function makeClip(wish: ClipWish): Promise<Clip> {
  const folder = await mkdtemp(join(tmpdir(), 'vigil-clip-'));
  const { width, height, fps, seconds, hue, audio } = wish;
  const path = join(folder, 'clip.mp4');
  const source = `testsrc2=size=${width}x${height}:rate=${fps}:duration=${seconds}`;
  try {
    await promisify(execFile)('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', source],
      ...(audio ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=16000:duration=${seconds}`] : []),
      ...['-vf', `hue=h=${hue}:s=0.7`, '-c:v', 'libx264', '-profile:v', 'baseline', '-level', '3.1'],
      ...['-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', String(fps * 2)],
      ...(audio ? ['-c:a', 'aac', '-b:a', '32k'] : []),
      ...['-movflags', '+frag_every_frame+empty_moov+default_base_moof', path],
    ]);
    const codecs = audio ? 'avc1.42c01f,mp4a.40.2' : 'avc1.42c01f';
    return cutClip(await readFile(path), { seconds, mimeType: `video/mp4; codecs="${codecs}"`, width, height });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
