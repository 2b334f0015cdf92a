import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { accessUnits, type AccessUnit, type VideoCodec } from './annexb.ts';
import { readAdts, readMuLaw, type AudioClip } from './audio.ts';

export interface VideoClip {
  readonly codec: VideoCodec;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly units: readonly AccessUnit[];
  readonly parameterSets: readonly Buffer[];
}

/** A loop to send. The number in the picture of `video.units[n]` is n. */
export interface Clip {
  readonly id: string;
  readonly video: VideoClip;
  readonly audio: AudioClip | null;
}

/** Where a clip lies: a manifest and an id in it. */
export interface ClipRef {
  /** Path of the `clips.json`. */
  readonly manifest: string;
  readonly id: string;
}

/** One clip in `clips.json`; files lie beside it. */
export interface ClipEntry {
  readonly id: string;
  readonly video: {
    readonly file: string;
    readonly codec: VideoCodec;
    readonly width: number;
    readonly height: number;
    readonly fps: number;
  };
  readonly audio: { readonly file: string; readonly codec: 'aac' | 'pcmu' } | null;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function positive(value: unknown, what: string): number {
  if (typeof value !== 'number' || !(value > 0) || value > 100_000) throw new Error(`${what} is not a positive number`);
  return value;
}

function fileName(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '' || basename(value) !== value)
    throw new Error(`${what} is no file name`);
  return value;
}

function parseEntry(value: unknown): ClipEntry {
  const id = field(value, 'id');
  if (typeof id !== 'string' || id === '') throw new Error('a clip has no id');
  const video = field(value, 'video');
  const codec = field(video, 'codec');
  if (codec !== 'h264' && codec !== 'h265') throw new Error(`${id}: video codec must be h264 or h265`);
  const audio = field(value, 'audio') ?? null;
  const audioCodec = field(audio, 'codec');
  if (audio !== null && audioCodec !== 'aac' && audioCodec !== 'pcmu') {
    throw new Error(`${id}: audio codec must be aac or pcmu`);
  }
  return {
    id,
    video: {
      file: fileName(field(video, 'file'), `${id}: video file`),
      codec,
      width: positive(field(video, 'width'), `${id}: width`),
      height: positive(field(video, 'height'), `${id}: height`),
      fps: positive(field(video, 'fps'), `${id}: fps`),
    },
    audio:
      audio === null
        ? null
        : {
            file: fileName(field(audio, 'file'), `${id}: audio file`),
            codec: audioCodec === 'aac' ? 'aac' : 'pcmu',
          },
  };
}

/** Reads the text of a `clips.json`. @throws Error that names what is wrong */
export function parseManifest(text: string): ClipEntry[] {
  const clips = field(JSON.parse(text) as unknown, 'clips');
  if (!Array.isArray(clips)) throw new Error('the manifest has no list of clips');
  return clips.map(parseEntry);
}

/** Loads one clip. @throws Error that names the clip and what is wrong */
export async function loadClip(ref: ClipRef): Promise<Clip> {
  const entry = parseManifest(await readFile(ref.manifest, 'utf8')).find(({ id }) => id === ref.id);
  if (entry === undefined) throw new Error(`no clip ${ref.id} in ${ref.manifest}`);
  const folder = dirname(ref.manifest);
  const { file, ...facts } = entry.video;
  const video = { ...facts, ...accessUnits(facts.codec, await readFile(join(folder, file))) };
  if (entry.audio === null) return { id: entry.id, video, audio: null };
  const sound = await readFile(join(folder, entry.audio.file));
  return { id: entry.id, video, audio: entry.audio.codec === 'aac' ? readAdts(sound) : readMuLaw(sound) };
}
