import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TimeSpan } from '../../../src/shared/recording.ts';

/** Frames a second of the stand-in's footage; its parts are a second, its files a minute long. */
export const FPS = 10;
/** Blocks of a frame's number, the lowest bit at the left; black is 0, white is 1. */
export const CODE_BITS = 12;
export const FILES = 3;
const MINUTE_MS = 60_000;
const FRAMES = FPS * 60;

/** The number that the picture of a wall time carries: files repeat each three minutes. */
export function frameNumberAt(wallMs: number): number {
  const minute = Math.floor(wallMs / MINUTE_MS);
  return (minute % FILES) * FRAMES + Math.floor(((wallMs - minute * MINUTE_MS) * FPS) / 1000);
}

interface Part {
  readonly offset: number;
  readonly bytes: number;
  readonly seconds: number;
}

export interface FootageFile {
  readonly path: string;
  readonly initBytes: number;
  readonly parts: readonly Part[];
}

export interface Footage {
  readonly files: readonly FootageFile[];
  remove(): void;
}

/** What ffmpeg's HLS writer says of the one file that it wrote. */
function readParts(path: string, playlist: string): FootageFile {
  const parts: Part[] = [];
  let seconds = 0;
  let range: { bytes: number; offset: number } | null = null;
  const initBytes = Number(/EXT-X-MAP:.*BYTERANGE="(\d+)@/.exec(playlist)?.[1] ?? 0);
  for (const line of playlist.split('\n')) {
    if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice(8));
    const found = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line);
    if (found !== null) range = { bytes: Number(found[1]), offset: Number(found[2]) };
    if (line !== '' && !line.startsWith('#') && range !== null) parts.push({ ...range, seconds });
  }
  return { path, initBytes, parts };
}

/** Makes three files of a minute with numbered frames, by a real ffmpeg. The caller removes them. */
export async function makeFootage(codec: 'libx264' | 'libx265' = 'libx264'): Promise<Footage> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-footage-'));
  const run = promisify(execFile);
  const make = async (index: number): Promise<FootageFile> => {
    const list = join(folder, `${index}.m3u8`);
    const number = `(N+${index * FRAMES})`;
    const lum = `if(gt(Y,H/2),if(mod(floor(${number}/pow(2,floor(X*${CODE_BITS}/W))),2),235,16),128+40*sin((X+N*2)/20))`;
    await run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `color=black:s=192x108:r=${FPS}:d=60`],
      ...['-vf', `geq=lum='${lum}':cb=140:cr=120`, '-c:v', codec, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
      ...['-g', String(FPS), '-bf', '0', ...(codec === 'libx265' ? ['-tag:v', 'hvc1'] : [])],
      ...['-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
      ...['-hls_flags', 'single_file', '-hls_segment_filename', join(folder, `${index}.mp4`), list],
    ]);
    return readParts(join(folder, `${index}.mp4`), readFileSync(list, 'utf8'));
  };
  const files = await Promise.all(Array.from({ length: FILES }, (_, index) => make(index)));
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The key of the file that holds a minute. */
export const keyOf = (minute: number): string => `${minute.toString(36).padStart(12, '0')}-00000`;
export const minuteOf = (key: string): number => Number.parseInt(key.slice(0, 12), 36);

/** A playlist of the recorded minutes of [startMs, endMs): byte ranges, programme date-time, a discontinuity at each file. */
export function playlistOf(
  footage: Footage,
  recorded: readonly TimeSpan[],
  span: TimeSpan,
  ended: boolean,
  uriOf: (key: string) => string,
): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:1', '#EXT-X-MEDIA-SEQUENCE:0'];
  lines.push(`#EXT-X-PLAYLIST-TYPE:${ended ? 'VOD' : 'EVENT'}`, '#EXT-X-INDEPENDENT-SEGMENTS');
  const first = Math.floor(span.startMs / MINUTE_MS);
  let begun = false;
  for (let minute = first; minute * MINUTE_MS < span.endMs; minute += 1) {
    const file = footage.files[minute % FILES];
    if (file === undefined) continue;
    const uri = uriOf(keyOf(minute));
    let mapped = false;
    for (const [index, part] of file.parts.entries()) {
      const ms = minute * MINUTE_MS + index * 1000;
      const wanted = ms + 1000 > span.startMs && ms < span.endMs;
      if (!wanted || !recorded.some((each) => ms >= each.startMs && ms + 1000 <= each.endMs)) continue;
      if (!mapped) {
        if (begun) lines.push('#EXT-X-DISCONTINUITY');
        lines.push(`#EXT-X-MAP:URI="${uri}",BYTERANGE="${file.initBytes}@0"`);
        mapped = true;
        begun = true;
      }
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(ms).toISOString()}`, `#EXTINF:${part.seconds.toFixed(6)},`);
      lines.push(`#EXT-X-BYTERANGE:${part.bytes}@${part.offset}`, uri);
    }
  }
  if (ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}
