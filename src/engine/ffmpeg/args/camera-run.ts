import { canSmoothTimes, frameSyncOption, hasStatsPeriod, type FfmpegBinary } from '../binary.ts';
import { sourceInputs, type PlannedSource } from './inputs.ts';

/** What is known of the main stream before the run: decides what can be copied. Null: not yet known. */
export interface KnownCodecs {
  readonly video: string;
  /** Null: has no audio. */
  readonly audio: string | null;
}

/** Decoded pictures for analysis, of the sub stream where there is one: each of them, planar YUV 4:2:0 with its time stamp. */
export interface FramesPlan {
  /** At most; pictures are not enlarged. The height follows from the stream's shape. */
  readonly width: number;
}

/** Everything that one run of a camera's ffmpeg is to do. */
export interface CameraRunPlan {
  readonly source: PlannedSource;
  /** Longest silence of the RTSP connection, milliseconds. */
  readonly timeoutMs: number;
  /** UTC milliseconds that shall be media time 0 of an RTSP source. */
  readonly epochMs: number;
  readonly segments: {
    /** Absolute, with one `%05d`. */
    readonly pattern: string;
    readonly seconds: number;
    readonly title: string;
    readonly comment: string;
  };
  readonly codecs: KnownCodecs | null;
  /** Only when someone wants them. */
  readonly frames: FramesPlan | null;
}

/** Which pipe carries what. Pictures come by stdout, the only one that a LentPipe can stand in for. */
export const runPipes = { frames: 1, segmentList: 3, live: 4, progress: 5 } as const;

/**
 * Live pipe: one fragment per frame, handed over at once. `frag_discont` and its companions keep the run's media time: without them ffmpeg
 * counts from the first packet, and nobody could tell which decoded picture is which frame. Without `skip_trailer` ffmpeg keeps 40 bytes of
 * each fragment for an index at the end (`mov_add_tfra_entries` of movenc.c): of a run that lasts for months, a process that grows for months.
 */
const LIVE_FRAGMENTS =
  'movflags=+frag_every_frame+empty_moov+default_base_moof+skip_trailer+frag_discont:flush_packets=1:' +
  'avoid_negative_ts=make_non_negative:use_editlist=0';

/**
 * Segments: a fragment per 100 ms and from each key frame on. A growing file ends so near to the present, survives any kill,
 * and is what viewers of the main stream are served from. A fragment per frame would cost a sixth of the recording's CPU for
 * half a tenth of a second. `flush_packets` hands each fragment to the kernel at once, `skip_trailer` saves the seek back at
 * the end; with `frag_discont` and its companions time stamps go on from file to file, so that players need no discontinuity.
 */
const FILE_FRAGMENTS =
  'movflags=+frag_keyframe+empty_moov+default_base_moof+skip_trailer+frag_discont:frag_duration=100000:' +
  'flush_packets=1:avoid_negative_ts=make_non_negative:use_editlist=0';

/** The whole command line (without the program) of one camera's run. */
export function cameraRunArgs(binary: FfmpegBinary, plan: CameraRunPlan): string[] {
  const inputs = sourceInputs(binary, plan.source, plan.timeoutMs, plan.epochMs);
  const hasSub = inputs.length > 1;
  const analysed = hasSub ? 1 : 0;
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'info', '-progress', `pipe:${runPipes.progress}`],
    ...(hasStatsPeriod(binary) ? ['-stats_period', '2'] : []),
    // The fifo muxer would otherwise round time stamps to the nominal frame rate.
    ...['-copytb', '1'],
    // Inputs are not each moved to begin at zero: they share the epoch.
    ...(plan.source.kind === 'rtsp' ? ['-copyts'] : []),
    // Decoding in several threads at once would hold back a frame for each.
    ...inputs.flatMap((input, index) =>
      plan.frames !== null && index === analysed ? ['-threads', '1', ...input] : input,
    ),
    ...segmentOutput(binary, plan),
    ...(hasSub ? liveOutput() : []),
    ...(plan.frames === null ? [] : framesOutput(binary, plan.frames, analysed)),
  ];
}

function segmentOutput(binary: FfmpegBinary, plan: CameraRunPlan): string[] {
  const { pattern, seconds, title, comment } = plan.segments;
  return [
    ...['-map', '0:v:0', ...videoCodec(plan), ...audioCodec(binary, plan)],
    ...['-metadata', `title=${title}`, '-metadata', `comment=${comment}`],
    ...['-f', 'segment', '-segment_format', 'mp4'],
    ...['-segment_format_options', FILE_FRAGMENTS],
    ...['-segment_time', String(seconds)],
    ...['-segment_list', `pipe:${runPipes.segmentList}`, '-segment_list_type', 'csv', pattern],
  ];
}

function videoCodec(plan: CameraRunPlan): string[] {
  if (plan.source.kind === 'device') {
    return [
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
      // A key frame each 2 s lets segments be cut and players begin.
      ...['-force_key_frames', 'expr:gte(t,n_forced*2)'],
    ];
  }
  // Safari plays H.265 only under the tag hvc1; ffmpeg's own choice is hev1.
  return ['-c:v', 'copy', ...(plan.codecs?.video === 'hevc' ? ['-tag:v', 'hvc1'] : [])];
}

/**
 * Sound frames come in bursts, but each begins where the one before it ends: time stamps go on from there and follow arrival by a
 * fiftieth of what they are off. Only a hole of more than 200 ms is taken for one.
 * https://ffmpeg.org/ffmpeg-bitstream-filters.html#setts
 */
const END = 'PREV_OUTPTS+PREV_OUTDURATION';
const OFF = 'TS-PREV_OUTPTS-PREV_OUTDURATION';
const SMOOTH = `setts=ts=if(eq(N\\,0)+gt(${OFF}\\,0.2/TB)\\,TS\\,${END}+(${OFF})/50)`;

function audioCodec(binary: FfmpegBinary, plan: CameraRunPlan): string[] {
  if (plan.source.kind === 'device' || plan.codecs?.audio === null) return ['-an'];
  // Nothing is known before the first run; most cameras that have audio send AAC.
  const audio = plan.codecs?.audio ?? 'aac';
  // Arrival times jitter; samples do not: small differences are taken up by resampling.
  const encoded = ['-c:a', 'aac', '-b:a', '64k', '-af', 'aresample=async=1000'];
  const smooth = plan.source.kind === 'rtsp' && canSmoothTimes(binary) ? ['-bsf:a', SMOOTH] : [];
  return ['-map', '0:a:0?', ...(audio === 'aac' ? ['-c:a', 'copy', ...smooth] : encoded)];
}

/** The fifo muxer writes from a thread of its own and drops when its reader is slow: no viewer can stall recording. */
function liveOutput(): string[] {
  return [
    ...['-map', '1:v:0', '-c:v', 'copy', '-an', '-f', 'fifo', '-fifo_format', 'mp4'],
    ...['-queue_size', '120', '-drop_pkts_on_overflow', '1', '-restart_with_keyframe', '1'],
    ...['-format_opts', LIVE_FRAGMENTS, `pipe:${runPipes.live}`],
  ];
}

/**
 * Every picture goes through, however few are wanted: ffmpeg serves the output that is furthest behind first, so leaving some out
 * here holds up main until the next one (measured: at 1 fps, main grows once a second). NUT is written by the packet, at once;
 * the fifo muxer drops what nobody reads.
 */
function framesOutput(binary: FfmpegBinary, { width }: FramesPlan, input: number): string[] {
  return [
    ...['-map', `${input}:v:0`, '-an', '-vf', `scale=min(${width}\\,iw):-2:flags=area`],
    ...['-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', frameSyncOption(binary), 'passthrough', '-enc_time_base', '1:1000'],
    ...['-f', 'fifo', '-fifo_format', 'nut', '-queue_size', '4', '-drop_pkts_on_overflow', '1'],
    ...['-format_opts', 'flush_packets=1:write_index=0', `pipe:${runPipes.frames}`],
  ];
}
