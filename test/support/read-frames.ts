import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readBlockCode } from '../../src/simulator/index.ts';

export interface SeenFrame {
  /** Number in the picture; null when it could not be read. */
  readonly frame: number | null;
  /** UTC milliseconds when ffmpeg handed the picture over. */
  readonly seenMs: number;
}

export interface ReadFramesOptions {
  readonly ffmpeg: string;
  /** Arguments up to and with `-i <what>`. */
  readonly input: readonly string[];
  /** Enough frames: the reading ends. Without it, it goes on to ffmpeg's own end. */
  readonly count?: number;
  /** Ends it too. 20,000 by default. */
  readonly timeoutMs?: number;
  readonly onFrame?: (frame: SeenFrame, soFar: readonly SeenFrame[]) => void;
}

export interface FramesRead {
  readonly frames: readonly SeenFrame[];
  readonly stderr: string;
  /** Null when the reading was ended from here. */
  readonly exitCode: number | null;
}

const WIDTH = 320;
const HEIGHT = 180;

/** Ends a child for good and waits until it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Decodes with a real ffmpeg and reads the frame number out of every picture. */
export async function readFrames(options: ReadFramesOptions): Promise<FramesRead> {
  const args = ['-hide_banner', '-nostdin', ...options.input, '-map', '0:v:0', '-vsync', '0'];
  args.push('-vf', `scale=${WIDTH}:${HEIGHT}`, '-pix_fmt', 'gray', '-f', 'rawvideo', '-');
  const child = spawn(options.ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const frames: SeenFrame[] = [];
  let stderr = '';
  let pending: Buffer = Buffer.alloc(0);
  const exited = once(child, 'close');
  let ended = false;
  const end = (): void => {
    ended = true;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(end, options.timeoutMs ?? 20_000);
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  child.stdout.on('data', (bytes: Buffer) => {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    const seenMs = performance.timeOrigin + performance.now();
    for (; pending.length >= WIDTH * HEIGHT && !ended; pending = pending.subarray(WIDTH * HEIGHT)) {
      const data = pending.subarray(0, WIDTH * HEIGHT);
      const seen = { frame: readBlockCode({ data, width: WIDTH, height: HEIGHT, channels: 1 }), seenMs };
      frames.push(seen);
      options.onFrame?.(seen, frames);
      if (frames.length === options.count) end();
    }
  });
  const [code] = (await exited) as [number | null];
  clearTimeout(timer);
  return { frames, stderr, exitCode: ended ? null : code };
}

/** Numbers that should have come after their predecessor and did not, in a loop of `loopLength`: `[before, after]`. */
export function breaks(frames: readonly SeenFrame[], loopLength: number): [number | null, number | null][] {
  const found: [number | null, number | null][] = [];
  for (let at = 1; at < frames.length; at += 1) {
    const before = frames[at - 1]?.frame ?? null;
    const after = frames[at]?.frame ?? null;
    if (before === null || after === null || (before + 1) % loopLength !== after) found.push([before, after]);
  }
  return found;
}
