import pidusage from 'pidusage';
import type { CameraId } from '../../shared/camera.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { judgeProcess, type ProcessSample, type Watched } from './process-watch.ts';
import type { RunControl } from './run-job.ts';

export type Usage = Pick<ProcessSample, 'cpuMs' | 'memoryBytes'>;

/** Looks at processes; those that are not there are left out. */
export type LookAtProcesses = (pids: readonly number[]) => Promise<ReadonlyMap<number, Usage>>;

/** By the operating system, in one call for all. Our own process goes along, since the library takes a lone missing one for an error. */
export const lookAtProcesses: LookAtProcesses = async (pids) => {
  const found = await pidusage([process.pid, ...pids]);
  const usages = new Map<number, Usage>();
  for (const pid of pids) {
    const usage = found[pid];
    if (usage) usages.set(pid, { cpuMs: usage.ctime, memoryBytes: usage.memory });
  }
  return usages;
};

/** A camera whose process is to be watched. */
export interface WatchTarget {
  readonly cameraId: CameraId;
  readonly control: RunControl;
  /** What was seen. */
  readonly told: (figures: { readonly cpuPercent: number | null; readonly memoryBytes: number | null }) => void;
}

export interface ProcessWatcherOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings['watch'];
  readonly targets: () => readonly WatchTarget[];
  readonly look: LookAtProcesses;
}

/** The first figures are wanted before a person has waited for long. */
const FIRST_MS = 5000;

/** Looks at the processes of all cameras now and then, and restarts those that are not well. */
export class ProcessWatcher {
  readonly #options: ProcessWatcherOptions;
  readonly #watched = new WeakMap<RunControl, Watched>();
  #timer: Timer | null = null;
  #stopped = false;
  #failed = false;

  constructor(options: ProcessWatcherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#later(FIRST_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #later(longestMs = Infinity): void {
    const { clock, settings } = this.#options;
    if (this.#stopped) return;
    this.#timer = clock.after(Math.min(settings().everySeconds * 1000, longestMs), () => {
      void this.#look().finally(() => this.#later());
    });
  }

  async #look(): Promise<void> {
    const { targets, look, logger } = this.#options;
    const all = targets().filter(({ control }) => control.pid !== null);
    if (all.length === 0) return;
    try {
      const usages = await look(all.flatMap(({ control }) => control.pid ?? []));
      this.#failed = false;
      if (!this.#stopped) for (const target of all) this.#judge(target, usages);
    } catch (error) {
      // Said once: where it does not work it will not work the next time either.
      if (!this.#failed) logger.warn({ err: error }, 'the processes of the cameras cannot be looked at');
      this.#failed = true;
    }
  }

  #judge({ cameraId, control, told }: WatchTarget, usages: ReadonlyMap<number, Usage>): void {
    const { clock, settings, logger } = this.#options;
    const limits = settings();
    const nowMs = clock.monotonic();
    const usage = usages.get(control.pid ?? -1);
    const segments = control.segmentsWithin(limits.restartWindowMinutes * 60_000);
    const previous = this.#watched.get(control) ?? { atMs: control.startedMs, cpuMs: 0, missing: false };
    const verdict = judgeProcess(previous, usage === undefined ? null : { ...usage, segments }, nowMs, limits);
    this.#watched.set(control, verdict.watched);
    const { cpuPercent, memoryBytes, busy, restart } = verdict;
    told({ cpuPercent, memoryBytes });
    if (busy) logger.warn({ cameraId, cpuPercent: Math.round(cpuPercent ?? 0) }, 'ffmpeg takes much processor time');
    if (restart === null) return;
    logger.warn({ cameraId, reason: restart, memoryBytes, segments }, 'ffmpeg is restarted');
    control.restart(restart);
  }
}
