import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock, Timer } from '../clock.ts';
import type { FfmpegBinary } from './binary.ts';
import type { LentPipe } from './lent-pipe.ts';
import { LogRing } from './log-ring.ts';
import { lineSplitter } from './parse/lines.ts';

export type StartProcess = (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

export interface FfmpegStart {
  readonly binary: FfmpegBinary;
  readonly args: readonly string[];
  readonly clock: Clock;
  /** Ends the run when it aborts. */
  readonly signal: AbortSignal;
  /** Every line of the log goes through it before anyone sees it. */
  readonly mask: (line: string) => string;
  readonly onLog?: (line: string) => void;
  /** What is read from stdout (1) and from further pipes (3, 4, 5). All of them are read to their end. */
  readonly outputs?: Readonly<Partial<Record<1 | 3 | 4 | 5, (bytes: Buffer) => void>>>;
  /** What stdout is read through instead of a pipe of Node's: its bytes are then valid during the call only. Ours to close. */
  readonly lent?: LentPipe | null;
  /** Written to stdin, which is then closed. Without it stdin stays open, to ask for an orderly end. */
  readonly input?: Uint8Array;
  readonly start?: StartProcess;
}

export interface FfmpegExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program could not be started. */
  readonly notStarted: boolean;
  /** We asked it to end. */
  readonly asked: boolean;
  /** The last lines of its log, masked. */
  readonly log: readonly string[];
  readonly elapsedMs: number;
}

/**
 * How a run is ended, milliseconds after the wish. ffmpeg looks at its keyboard between packets only; the first SIGTERM
 * ends a start that hangs, the second a read that hangs; nothing withstands the last step.
 */
export const endLadder = [
  { afterMs: 1000, signal: 'SIGTERM' },
  { afterMs: 2000, signal: 'SIGTERM' },
  { afterMs: 5000, signal: 'SIGKILL' },
] as const satisfies readonly { afterMs: number; signal: NodeJS.Signals }[];

/** Pipes may outlive the process when it has children of its own; then they are cut. */
const PIPES_AFTER_EXIT_MS = 1000;

/** One run of ffmpeg, from start to exit. */
export class FfmpegProcess {
  /** Resolves, never rejects, once it has exited and every output was read. */
  readonly exit: Promise<FfmpegExit>;
  readonly #options: FfmpegStart;
  readonly #child: ChildProcess | null;
  readonly #log = new LogRing();
  readonly #timers: Timer[] = [];
  #asked = false;
  #over = false;

  constructor(options: FfmpegStart) {
    this.#options = options;
    const startedMs = options.clock.monotonic();
    const started = tryStart(options);
    options.lent?.theirs.destroy();
    this.#child = started.child;
    if (started.child === null) {
      options.lent?.destroy();
      this.#over = true;
      const log = [options.mask(started.problem)];
      this.exit = Promise.resolve({ code: null, signal: null, notStarted: true, asked: false, log, elapsedMs: 0 });
      return;
    }
    this.exit = this.#watch(started.child, startedMs);
    const end = (): void => void this.end();
    if (options.signal.aborted) end();
    else options.signal.addEventListener('abort', end, { once: true });
    void this.exit.then(() => options.signal.removeEventListener('abort', end));
  }

  /** Null when it could not be started. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Asks it to end, then makes it. Idempotent. */
  end(): Promise<FfmpegExit> {
    if (this.#asked || this.#over) return this.exit;
    this.#asked = true;
    for (const { afterMs, signal } of endLadder) {
      this.#timers.push(this.#options.clock.after(afterMs, () => this.#kill(signal)));
    }
    if (this.#options.input === undefined) this.#child?.stdin?.end('q');
    else this.#kill('SIGTERM');
    return this.exit;
  }

  #kill(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child?.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // It is gone already.
    }
  }

  #watch(child: ChildProcess, startedMs: number): Promise<FfmpegExit> {
    const stderr = lineSplitter((line) => {
      const masked = this.#options.mask(line);
      this.#log.push(masked);
      this.#options.onLog?.(masked);
    });
    drain(child, 2, (bytes) => stderr.push(bytes));
    const { lent = null, outputs } = this.#options;
    if (lent !== null && outputs?.[1] !== undefined) lent.onBytes = outputs[1];
    for (const fd of [1, 3, 4, 5] as const) drain(child, fd, outputs?.[fd] ?? (() => undefined));
    // A process that has gone does not read what we write; its exit tells more.
    child.stdin?.on('error', () => undefined);
    if (this.#options.input !== undefined) child.stdin?.end(this.#options.input);
    let notStarted = false;
    child.once('exit', () => this.#timers.push(this.#options.clock.after(PIPES_AFTER_EXIT_MS, () => this.#cut(child))));
    return new Promise((resolve) => {
      const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.#over) return;
        this.#over = true;
        lent?.destroy();
        for (const timer of this.#timers) timer.cancel();
        stderr.end();
        const elapsedMs = this.#options.clock.monotonic() - startedMs;
        resolve({ code, signal, notStarted, asked: this.#asked, log: this.#log.lines(), elapsedMs });
      };
      child.once('error', (error) => {
        this.#log.push(this.#options.mask(error.message));
        notStarted = child.pid === undefined;
        if (notStarted) finish(null, null);
      });
      child.once('close', (code, signal) => {
        if (lent === null) finish(code, signal);
        else void lent.closed.then(() => finish(code, signal));
      });
    });
  }

  #cut(child: ChildProcess): void {
    this.#kill('SIGKILL');
    for (const stream of child.stdio) stream?.destroy();
    this.#options.lent?.destroy();
  }
}

function tryStart(options: FfmpegStart): { child: ChildProcess } | { child: null; problem: string } {
  const [program = options.binary.path, ...args] = [...options.binary.launcher, options.binary.path, ...options.args];
  const wanted = Object.keys(options.outputs ?? {}).map(Number);
  const pipes = Math.max(2, ...wanted) + 1;
  try {
    const child = (options.start ?? spawn)(program, args, {
      stdio: Array.from({ length: pipes }, (_, fd) => (fd === 1 ? (options.lent?.theirs ?? 'pipe') : 'pipe')),
      // Its own process group, so that the last step of the ladder reaches whatever it has started.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    return { child };
  } catch (error) {
    return { child: null, problem: error instanceof Error ? error.message : 'cannot start ffmpeg' };
  }
}

function drain(child: ChildProcess, fd: number, onBytes: (bytes: Buffer) => void): void {
  const stream = child.stdio[fd] as Readable | null | undefined;
  stream?.on('data', onBytes);
  stream?.on('error', () => undefined);
}
