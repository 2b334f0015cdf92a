import type { Camera, CameraSource, FailureReason } from '../../shared/camera.ts';
import { cameraRunArgs, classifyEnd, type FfmpegExit, type FramesPlan } from '../ffmpeg/index.ts';
import { newRunId } from './ids.ts';
import { refineReason } from './refine-reason.ts';
import { RunFollower } from './run-follower.ts';
import type { RunJob, RunOutcome, RunTools } from './run-job.ts';
import { prepareSource } from './run-plan.ts';
import type { Run, RunEnd, RunSink } from './run-sinks.ts';

/** Without recording, the growing files only serve viewers: short ones are thrown away soon. */
const UNRECORDED_SEGMENT_SECONDS = 10;

/** Runs a camera's ffmpeg once, from start to exit, feeds the sinks and says how it ended. Never rejects. */
export async function runCamera(tools: RunTools, job: RunJob): Promise<RunOutcome> {
  const source = sourceOf(job);
  const run = describeRun(job.camera, source, framesOf(tools, job), tools.clock.now());
  await tellAll(tools, (sink) => sink.begin(run));
  const outcome = await attempt(tools, job, source, run).catch((error: unknown): RunOutcome => {
    tools.logger.error({ cameraId: run.cameraId, err: error }, 'a run failed unexpectedly');
    return { kind: 'failed', reason: 'unknown', log: [] };
  });
  if (outcome.kind === 'sub_failed') {
    const { reason, log } = outcome;
    tools.logger.warn(
      { cameraId: run.cameraId, reason, log: log.slice(-5) },
      'the sub stream fails: main goes on alone',
    );
  }
  if (outcome.kind === 'frames_failed') {
    tools.logger.error({ cameraId: run.cameraId }, 'pictures cannot be decoded: recording goes on without analysis');
  }
  await tellAll(tools, (sink) => sink.end(run, endOf(outcome)));
  return outcome;
}

function endOf(outcome: RunOutcome): RunEnd {
  switch (outcome.kind) {
    case 'again':
    case 'renew':
    case 'frames_failed':
      return { kind: 'renewed' };
    case 'sub_failed':
      return { ...outcome, kind: 'failed' };
    case 'elsewhere':
      return { ...outcome, kind: 'failed', reason: 'disk' };
    case 'asked':
    case 'failed':
      return outcome;
  }
}

/** What the run is to read: perhaps only the main stream. */
function sourceOf({ camera, withoutSub }: RunJob): CameraSource {
  return camera.source.kind === 'rtsp' && withoutSub ? { ...camera.source, subUrl: null } : camera.source;
}

/** A sub stream that is there but dead is not stood in for: decoding main may cost more than the machine has. */
function framesOf(tools: RunTools, { camera, withoutSub, withoutFrames }: RunJob): FramesPlan | null {
  const wanted = tools.frames?.prepare(camera) ?? null;
  const hasSub = camera.source.kind === 'rtsp' && camera.source.subUrl !== null;
  return withoutFrames || (withoutSub && hasSub) ? null : wanted;
}

function describeRun(camera: Camera, source: CameraSource, frames: FramesPlan | null, nowMs: number): Run {
  return {
    id: newRunId(nowMs),
    cameraId: camera.id,
    cameraName: camera.name,
    startedMs: nowMs,
    ...(source.kind === 'rtsp' ? { mediaEpochMs: nowMs } : {}),
    hasSub: source.kind === 'rtsp' && source.subUrl !== null,
    record: camera.record,
    ...(frames === null ? {} : { frames }),
  };
}

/** A sink that breaks its promise and throws must not cost the camera its run. */
async function tellAll(tools: RunTools, tell: (sink: RunSink) => void | Promise<void>): Promise<void> {
  for (const sink of tools.sinks) {
    try {
      await tell(sink);
    } catch (error) {
      tools.logger.error({ err: error }, 'a sink of a run failed');
    }
  }
}

async function attempt(tools: RunTools, job: RunJob, source: CameraSource, run: Run): Promise<RunOutcome> {
  const { camera, password } = job;
  const binary = tools.ffmpeg();
  if (binary === null) return failed('ffmpeg_broken', ['no fit ffmpeg was found']);
  let pattern: string;
  try {
    pattern = await tools.place.prepare(run);
  } catch (error) {
    return failed('disk', [error instanceof Error ? error.message : 'the storage folder is not to be had']);
  }
  const prepared = await prepareSource(source, {
    password,
    timeoutMs: camera.connectTimeoutMs,
    door: tools.door,
    lookup: binary.resolvesNames ? null : tools.lookup,
  });
  if (typeof prepared === 'string') {
    const kind = prepared === 'sub_unknown' ? 'sub_failed' : 'failed';
    return { kind, reason: 'host_unreachable', log: ['the name of the host is not known'] };
  }
  if (job.signal.aborted) {
    prepared.release();
    return { kind: 'asked' };
  }
  const segmentSeconds = camera.record ? job.segmentSeconds : UNRECORDED_SEGMENT_SECONDS;
  const args = cameraRunArgs(binary, {
    source: prepared.source,
    timeoutMs: camera.connectTimeoutMs,
    epochMs: run.startedMs,
    segments: {
      pattern,
      seconds: segmentSeconds,
      title: camera.name,
      comment: camera.id,
    },
    codecs: job.codecs,
    frames: run.frames ?? null,
  });
  const follower = new RunFollower(tools, job, run, { pattern, segmentSeconds });
  const exit = await follower.follow(binary, args);
  prepared.release();
  return judge(tools, job, run, follower, exit);
}

function failed(reason: FailureReason, log: readonly string[]): RunOutcome {
  return { kind: 'failed', reason, log };
}

async function judge(
  tools: RunTools,
  job: RunJob,
  run: Run,
  follower: RunFollower,
  exit: FfmpegExit,
): Promise<RunOutcome> {
  if (job.signal.aborted) return { kind: 'asked' };
  if (follower.renewed) return { kind: 'renew', why: 'clock_set' };
  if (job.renew.aborted) return { kind: 'renew', why: 'asked' };
  if (follower.framesAreToBlame()) return { kind: 'frames_failed' };
  const kind = follower.subIsToBlame() ? 'sub_failed' : 'failed';
  if (follower.replan !== null && kind === 'failed') return { kind: 'again', codecs: follower.replan };
  if (follower.verdict !== null) return { kind, reason: follower.verdict, log: exit.log };
  const reason = classifyEnd({
    ...exit,
    hadOutput: follower.hadOutput,
    timeoutMs: job.camera.connectTimeoutMs,
  });
  if (kind === 'sub_failed' && !ownTrouble.has(reason)) return { kind, reason, log: exit.log };
  if (reason === 'disk' && (await tools.place.elsewhere?.(run)) === true) return { kind: 'elsewhere', log: exit.log };
  const refined = await refineReason(tools, job.camera.source, reason, job.signal);
  // Once pictures have come, a time-out of a host that can be reached is a camera that sends no more of them.
  return failed(refined === 'timeout' && follower.hadOutput ? 'stalled' : refined, exit.log);
}

/** Not the doing of any stream. */
const ownTrouble: ReadonlySet<FailureReason> = new Set<FailureReason>(['ffmpeg_broken', 'ffmpeg_killed', 'disk']);
