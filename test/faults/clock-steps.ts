import { statSync } from 'node:fs';
import type { HostClock } from '../support/host-clock.ts';
import { eventually } from '../support/eventually.ts';
import { account, type Account } from './account.ts';
import { filesOf, LOOP, numbersIn, type Rig, type RigCamera } from './rig.ts';

/** The clock of the recorder, but not that of the test and of the cameras, was set. Times are the test's, UTC milliseconds. */
export interface ClockStep {
  readonly aheadSeconds: number;
  readonly atMs: number;
  /** When all cameras had delivered again for a while. */
  readonly endMs: number;
}

/** Pictures of this much time come after a step before the next thing happens: two segments. */
const SETTLE_MS = 5000;

/** Sets the clock of the recorder, and waits until all cameras are recorded by it. */
export async function setClock(rig: Rig, clock: HostClock, aheadSeconds: number): Promise<ClockStep> {
  const atMs = Date.now();
  clock.setAhead(aheadSeconds);
  for (const camera of rig.cameras) await renewed(rig, camera, atMs + aheadSeconds * 1000);
  return { aheadSeconds, atMs, endMs: Date.now() };
}

/** Waits until a run that began by the new clock has delivered for a while. */
async function renewed(rig: Rig, camera: RigCamera, sinceMs: number): Promise<void> {
  await eventually(
    `${camera.name} to be recorded by the clock that was set`,
    async () => {
      const { status, stats } = await rig.view(camera);
      const lastMs = stats?.lastFrameMs ?? 0;
      if (status.state === 'ok' && lastMs > sinceMs + SETTLE_MS && lastMs < sinceMs + 600_000) return true;
      throw new Error(`it is ${JSON.stringify(status)}, its last frame came at ${lastMs}`);
    },
    { timeoutMs: 45_000, everyMs: 100 },
  );
}

/** The files of a camera in the order in which they were begun, by the clock of the file system, which nobody set. */
export function filesByBirth(rig: Rig, camera: RigCamera): string[] {
  return filesOf([rig.root], camera.id)
    .map((path) => ({ path, bornMs: statSync(path).birthtimeMs }))
    .sort((a, b) => a.bornMs - b.bornMs)
    .map(({ path }) => path);
}

/** What is on disk of what a camera sent until a moment. The names of the files say nothing of their order once the clock was set back. */
export async function countByBirth(rig: Rig, camera: RigCamera, untilMs: number): Promise<Account> {
  const sent = await rig.simulator.sentBetween(camera.name, 'main', 0, untilMs);
  return account(sent, await numbersIn(rig.ffmpeg, filesByBirth(rig, camera), rig.folder), LOOP);
}
