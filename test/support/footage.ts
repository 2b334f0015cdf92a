import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import type { GrowingPlace, Run, RunEnd, RunSink } from '../../src/engine/camera/index.ts';

/** The ffmpegs of this machine that tests of files and playlists run with: the one on PATH, and the old one from npm. */
export function ffmpegs(): { readonly name: string; readonly path: string }[] {
  const old = join(import.meta.dirname, '../../node_modules/@ffmpeg-installer/linux-x64/ffmpeg');
  const found = [
    { name: 'PATH', path: 'ffmpeg', there: works('ffmpeg') },
    { name: '2018', path: old, there: existsSync(old) && works(old) },
  ].filter((one) => one.there);
  if (found.length === 0 && process.env.CI === 'true') throw new Error('no ffmpeg on this machine');
  // eslint-disable-next-line no-console
  if (found.length === 0) console.warn('skipped: no ffmpeg on this machine');
  return found;
}

function works(path: string): boolean {
  try {
    execFileSync(path, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface FootageOptions {
  readonly ffmpeg: string;
  readonly run: Run;
  readonly place: GrowingPlace;
  readonly sinks: readonly RunSink[];
  readonly segmentSeconds: number;
  /** Frames in all; the picture changes with each. */
  readonly frames: number;
  readonly fps?: number;
  readonly gop?: number;
  /** Of the picture, told by its key frames as cameras do; 160x120 that tells nothing unless it is given. */
  readonly size?: string;
  readonly audio?: boolean;
  /** As fast as a camera, or as fast as it goes. */
  readonly realTime?: boolean;
}

export interface Footage {
  readonly child: ChildProcess;
  /** All outputs are read to their end and the sinks have been told. */
  readonly ended: Promise<void>;
}

/** Lets ffmpeg record a test picture as the product does, and feeds the sinks as the camera folder does. */
export async function recordFootage(options: FootageOptions): Promise<Footage> {
  const { run, sinks } = options;
  const pattern = await options.place.prepare(run);
  for (const sink of sinks) await sink.begin(run);
  const child = spawn(options.ffmpeg, footageArguments(options, pattern), {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe', run.hasSub ? 'pipe' : 'ignore'],
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = (fd: number, take: (line: string) => void): void => {
    createInterface({ input: child.stdio[fd] as Readable }).on('line', take);
  };
  lines(1, (line) => {
    const outTimeUs = /^out_time_ms=(-?\d+)/.exec(line)?.[1];
    if (outTimeUs === undefined) return;
    const progress = {
      outTimeUs: Number(outTimeUs),
      frames: null,
      droppedFrames: null,
      totalSizeBytes: null,
      ended: false,
    };
    for (const sink of sinks) sink.progress(run, progress);
  });
  lines(3, (line) => {
    const [file = '', startSeconds, endSeconds] = line.split(',');
    const entry = { file, startSeconds: Number(startSeconds), endSeconds: Number(endSeconds) };
    for (const sink of sinks) sink.segment(run, entry);
  });
  if (run.hasSub) {
    (child.stdio[4] as Readable).on('data', (bytes: Buffer) => {
      for (const sink of sinks) sink.live(run, bytes);
    });
  }
  const ended = exited.then(async () => {
    const end: RunEnd =
      child.signalCode === null ? { kind: 'asked' } : { kind: 'failed', reason: 'ffmpeg_broken', log: [] };
    for (const sink of sinks) await sink.end(run, end);
  });
  return { child, ended };
}

function footageArguments(options: FootageOptions, pattern: string): string[] {
  const fps = options.fps ?? 10;
  const gop = String(options.gop ?? fps);
  const seconds = String(options.frames / fps);
  const flags = '+frag_every_frame+empty_moov+default_base_moof+skip_trailer+frag_discont';
  const fragments = `movflags=${flags}:flush_packets=1:avoid_negative_ts=make_non_negative:use_editlist=0`;
  const audio = options.audio === true;
  return [
    ...['-v', 'error', '-nostats', '-progress', 'pipe:1', ...(options.realTime === true ? ['-re'] : [])],
    ...['-f', 'lavfi', '-i', `testsrc=size=${options.size ?? '160x120'}:rate=${fps}`],
    ...(audio ? ['-f', 'lavfi', '-i', 'sine=sample_rate=16000'] : []),
    ...['-map', '0:v', ...(audio ? ['-map', '1:a', '-c:a', 'aac', '-b:a', '32k'] : []), '-t', seconds],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-threads', '1'],
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-bf', '0'],
    ...(options.size === undefined ? [] : ['-bsf:v', 'dump_extra=freq=k']),
    ...['-f', 'segment', '-segment_format', 'mp4', '-segment_format_options', fragments],
    ...[
      '-segment_time',
      String(options.segmentSeconds),
      '-segment_list',
      'pipe:3',
      '-segment_list_type',
      'csv',
      pattern,
    ],
    ...(options.run.hasSub ? subArguments(gop, seconds) : []),
  ];
}

function subArguments(gop: string, seconds: string): string[] {
  return [
    ...[
      '-map',
      '0:v',
      '-t',
      seconds,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-tune',
      'zerolatency',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-threads', '1', '-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-bf', '0', '-s', '80x60'],
    ...['-f', 'mp4', '-movflags', '+frag_every_frame+empty_moov+default_base_moof', '-flush_packets', '1', 'pipe:4'],
  ];
}
