import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildPlaylist, FileIndex } from '../../src/engine/recording/index.ts';

export const FPS = 10;
/** Pictures of each run. */
export const PICTURES = 40;
/** Number of the first picture of the second run. */
export const SECOND = 100;
/** Blocks of a picture's number, the lowest bit at the left; black is 0, white is 1. */
export const CODE_BITS = 8;

/** Two runs of one camera with a break between them, and playlists over both. */
export interface TwoRuns {
  readonly folder: string;
  /** As the product writes and lists them. */
  readonly ours: { readonly files: readonly [string, string]; readonly playlist: string };
  /** The same pictures, segmented and listed by ffmpeg's HLS writer, the second list joined to the first by a discontinuity. */
  readonly own: { readonly playlist: string; readonly picturesPerFragment: number };
  remove(): void;
}

export interface TwoRunsOptions {
  readonly ffmpeg: string;
  /** Seconds of media time at which each run begins. */
  readonly begins: readonly [number, number];
}

const FRAGMENT_SECONDS = 2;
/** `src/engine/ffmpeg/args` has the same. */
const OPTIONS =
  'movflags=+frag_keyframe+empty_moov+default_base_moof+skip_trailer+frag_discont:frag_duration=100000:flush_packets=1:avoid_negative_ts=make_non_negative:use_editlist=0';

/** Pictures with numbers, encoded, from media time `begin` on. */
function pictures(number: number, begin: number): string[] {
  const lum = `if(mod(floor((N+${number})/pow(2,floor(X*${CODE_BITS}/W))),2),235,16)`;
  return [
    ...['-v', 'error', '-f', 'lavfi', '-i', `color=black:s=160x90:r=${FPS}`, '-frames:v', String(PICTURES)],
    ...['-vf', `geq=lum='${lum}':cb=128:cr=128`, '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency'],
    ...['-pix_fmt', 'yuv420p', '-g', String(FPS), '-bf', '0', '-output_ts_offset', String(begin)],
  ];
}

/** Makes them by a real ffmpeg. The caller removes them. */
export async function makeTwoRuns({ ffmpeg, begins }: TwoRunsOptions): Promise<TwoRuns> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-two-runs-'));
  const ours = await Promise.all(
    begins.map(async (begin, run) => {
      const [path, key] = [join(folder, `run-${run}.mp4`), `${'mwvvoycs'}aaa${run}-00000`];
      const args = [
        '-f',
        'segment',
        '-segment_format',
        'mp4',
        '-segment_time',
        '60',
        '-segment_format_options',
        OPTIONS,
      ];
      execFileSync(ffmpeg, [...pictures(run * SECOND, begin), ...args, path.replace('.mp4', '-%d.mp4')]);
      const file = path.replace('.mp4', '-0.mp4');
      const index = new FileIndex({ firstOfRun: false });
      await index.advance(file);
      const startMs = Date.UTC(2026, 0, 1) + run * 60_000;
      const media = { startMs: index.mediaStartMs, endMs: index.mediaStartMs + index.parts.durationMs };
      const parts = index.parts.all().map((part) => ({ ...part, startMs: startMs + part.startMs }));
      return { file, segment: { key, growing: false, initBytes: index.initBytes, media, parts } };
    }),
  );
  const [first, second] = ours;
  if (first === undefined || second === undefined) throw new Error('two runs are needed');
  const fileOf = (key: string): string => basename(ours.find((one) => one.segment.key === key)?.file ?? '');
  const list = buildPlaylist([first.segment, second.segment], { uriFor: fileOf, ended: true });
  writeFileSync(join(folder, 'ours.m3u8'), list);
  return {
    folder,
    ours: { files: [first.file, second.file], playlist: join(folder, 'ours.m3u8') },
    own: { playlist: ownPlaylist(ffmpeg, folder, begins), picturesPerFragment: FRAGMENT_SECONDS * FPS },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ownPlaylist(ffmpeg: string, folder: string, begins: readonly [number, number]): string {
  const lists = begins.map((begin, run) => {
    const names = ['-hls_fmp4_init_filename', `own-${run}.mp4`, '-hls_segment_filename', `own-${run}-%d.m4s`];
    const hls = [
      '-f',
      'hls',
      '-hls_segment_type',
      'fmp4',
      '-hls_time',
      String(FRAGMENT_SECONDS),
      '-hls_list_size',
      '0',
    ];
    const args = [...pictures(run * SECOND, begin), ...hls, ...names, '-'];
    return execFileSync(ffmpeg, args, { cwd: folder, encoding: 'utf8' });
  });
  const [first = '', second = ''] = lists;
  const head = first.replace('#EXT-X-ENDLIST\n', '');
  const path = join(folder, 'own.m3u8');
  writeFileSync(path, `${head}#EXT-X-DISCONTINUITY\n${second.slice(second.indexOf('#EXT-X-MAP'))}`);
  return path;
}
