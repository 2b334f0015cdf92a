import type { CameraSource, ConnectionTestResult, FailureReason, StreamTest } from '../../shared/camera.ts';
import { maskSecrets } from '../../shared/mask.ts';
import {
  classifyEnd,
  connectionTestArgs,
  factsParser,
  FfmpegProcess,
  toStreamFacts,
  type FfmpegBinary,
  type FfmpegExit,
  type PlannedSource,
} from '../ffmpeg/index.ts';
import type { RunTools } from './run-job.ts';
import { refineReason } from './refine-reason.ts';
import { prepareSource } from './run-plan.ts';
import { lastJpeg } from './snapshot.ts';
import { StreamMeasure } from './stream-measure.ts';

export interface TestedSource {
  readonly source: CameraSource;
  readonly password: string | null;
  readonly connectTimeoutMs: number;
}

/** Enough for a frame rate; a key-frame interval needs two key frames, which may be further apart. */
const ENOUGH_MEDIA_MS = 2500;
const LONGEST_MEDIA_S = 8;
/** Beyond ffmpeg's own time-outs and the measuring. */
const SLACK_MS = 5000;
const STABLE_ABOVE_FPS = 10;
const LARGEST_PICTURE = 16 * 1024 * 1024;

type Tools = Pick<RunTools, 'clock' | 'ffmpeg' | 'door' | 'lookup' | 'start'>;

/** Tries both streams of a source at the same time. Never rejects: what went wrong is in the result. */
export async function testConnection(
  tools: Tools,
  tested: TestedSource,
  signal: AbortSignal,
): Promise<ConnectionTestResult> {
  const { source } = tested;
  if (source.kind !== 'rtsp' || source.subUrl === null)
    return { main: await testStream(tools, tested, signal), sub: null };
  const [main, sub] = await Promise.all([
    testStream(tools, { ...tested, source: { ...source, subUrl: null } }, signal),
    testStream(tools, { ...tested, source: { ...source, mainUrl: source.subUrl, subUrl: null } }, signal),
  ]);
  return { main, sub };
}

async function testStream(tools: Tools, tested: TestedSource, signal: AbortSignal): Promise<StreamTest> {
  const binary = tools.ffmpeg();
  if (binary === null) return { ok: false, reason: 'ffmpeg_broken', log: ['no fit ffmpeg was found'] };
  const prepared = await prepareSource(tested.source, {
    password: tested.password,
    timeoutMs: tested.connectTimeoutMs,
    door: tools.door,
    lookup: binary.resolvesNames ? null : tools.lookup,
  });
  if (typeof prepared === 'string') {
    return { ok: false, reason: 'host_unreachable', log: ['the name of the host is not known'] };
  }
  try {
    return await measure(tools, binary, tested, prepared.source, signal);
  } finally {
    prepared.release();
  }
}

async function measure(
  tools: Tools,
  binary: FfmpegBinary,
  tested: TestedSource,
  source: PlannedSource,
  signal: AbortSignal,
): Promise<StreamTest> {
  const { clock } = tools;
  const startedMs = clock.monotonic();
  const facts = factsParser();
  const stream = new StreamMeasure();
  const picture: Buffer[] = [];
  let pictureBytes = 0;
  let firstMs: number | null = null;
  const deadline = new AbortController();
  const enough = new AbortController();
  const longestMs = tested.connectTimeoutMs + LONGEST_MEDIA_S * 1000 + SLACK_MS;
  const timer = clock.after(longestMs, () => deadline.abort());
  const secrets = tested.password === null ? [] : [tested.password];
  const child = new FfmpegProcess({
    binary,
    args: connectionTestArgs(binary, source, { timeoutMs: tested.connectTimeoutMs, seconds: LONGEST_MEDIA_S }),
    clock,
    signal: AbortSignal.any([signal, deadline.signal, enough.signal]),
    mask: (line) => maskSecrets(line, secrets),
    onLog: (line) => facts.push(line),
    outputs: {
      1: (bytes) => {
        pictureBytes += bytes.byteLength;
        if (pictureBytes <= LARGEST_PICTURE) picture.push(bytes);
      },
      3: (bytes) => {
        stream.push(bytes);
        const { frames, mediaMs, keyFrameIntervalMs } = stream.figures();
        if (frames > 0) firstMs ??= clock.monotonic() - startedMs;
        // The picture may come only at the orderly end, out of the encoder's queue.
        if (mediaMs >= ENOUGH_MEDIA_MS && keyFrameIntervalMs !== null) enough.abort();
      },
    },
    ...(tools.start === undefined ? {} : { start: tools.start }),
  });
  const exit = await child.exit;
  timer.cancel();
  const figures = stream.figures();
  const found = toStreamFacts(facts.inputs()[0]);
  if (found === null || figures.fps === 0 || firstMs === null) {
    const noVideo = found === null && facts.inputs().length > 0;
    const reason = noVideo
      ? 'unsupported'
      : deadline.signal.aborted
        ? 'timeout'
        : await whyNot(tools, tested, exit, signal);
    return { ok: false, reason, log: [...exit.log] };
  }
  const jpeg = pictureBytes > LARGEST_PICTURE ? null : lastJpeg(Buffer.concat(picture));
  return {
    ok: true,
    facts: found,
    latencyMs: Math.round(firstMs),
    measuredFps: Math.round(figures.fps * 10) / 10,
    keyFrameIntervalMs: figures.keyFrameIntervalMs,
    bitrateBps: Math.round(figures.bitrateBps),
    stable: figures.fps > STABLE_ABOVE_FPS,
    pictureBase64: jpeg?.toString('base64') ?? null,
  };
}

async function whyNot(
  tools: Tools,
  tested: TestedSource,
  exit: FfmpegExit,
  signal: AbortSignal,
): Promise<FailureReason> {
  const reason = classifyEnd({ ...exit, hadOutput: false, timeoutMs: tested.connectTimeoutMs });
  return refineReason(tools, tested.source, reason, signal);
}
