import { once } from 'node:events';
import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateChange } from '../../src/shared/camera.ts';
import type { Segment, Timeline } from '../../src/shared/recording.ts';
import { eventually } from '../support/eventually.ts';
import { hostClock } from '../support/host-clock.ts';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { filesByBirth } from './clock-steps.ts';
import { catalogDiffers } from './host-kill.ts';
import { filesOf, FPS, numbersIn, startRig, type Rig, type RigCamera } from './rig.ts';

const [ffmpeg] = testFfmpegs();
const clock = ffmpeg === undefined ? null : hostClock();
/** Long enough that most steps fall into the middle of one. */
const SEGMENT_SECONDS = 10;
/** Pictures come late on a busy machine, and while the sub stream is opened those of main wait. */
const LATE_MS = 1200;
/** About three seconds of the drawn clip. */
const SETTLED_BYTES = 75_000;
const HOUR_MS = 3_600_000;

/** Seconds that the clock is ahead, one after the other; `crash`: the host is killed before it can have seen the step. */
const settings = [
  { ahead: 5, crash: false },
  { ahead: 35, crash: false },
  { ahead: 5, crash: false },
  { ahead: 0, crash: false },
  { ahead: 30, crash: true },
  { ahead: 25, crash: true },
] as const;

/** The clock went from the first of these moments to the second, UTC milliseconds. */
interface Step {
  /** Ids of the runs that it met. */
  readonly met: ReadonlySet<string>;
  readonly byMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const runsOf = (rig: Rig, camera: RigCamera): Set<string> =>
  new Set(filesOf([rig.root], camera.id).map((path) => /([a-z0-9]{12})-\d{5}\.mp4$/.exec(path)![1]!));

/** Waits until a run that was not there before has written for a while. */
async function recordedAnew(rig: Rig, camera: RigCamera, before: ReadonlySet<string>): Promise<void> {
  await eventually(
    `${camera.name} to be recorded by the clock that was set`,
    () => {
      const files = filesByBirth(rig, camera).filter((path) => ![...before].some((run) => path.includes(run)));
      return files.some((path) => statSync(path).size > SETTLED_BYTES);
    },
    { timeoutMs: 45_000, everyMs: 100 },
  );
}

async function crash(rig: Rig): Promise<void> {
  const { process: host } = rig.product();
  // Pictures by the new clock are to be in the file, and the host has not looked at its clock yet, or just now.
  const sinceMs = Date.now();
  await eventually('pictures behind the step', () => Date.now() - sinceMs > 300, { everyMs: 20 });
  const exited = once(host, 'exit');
  host.kill('SIGKILL');
  await exited;
  await rig.start();
}

describe.skipIf(clock === null)('a recorder whose clock is set by seconds', () => {
  let rig: Rig;
  let startMs: number;
  const steps: Step[] = [];
  let rows: { readonly segment: Segment; readonly frames: number }[];
  let gaps: Timeline['cameras'][number]['gaps'][];
  let histories: StateChange[][];
  let differs: string[];

  beforeAll(async () => {
    rig = await startRig({ ffmpeg: ffmpeg!.path, cameras: 2, env: clock!.env, segmentSeconds: SEGMENT_SECONDS });
    startMs = Date.now();
    for (const camera of rig.cameras) await recordedAnew(rig, camera, new Set());
    let wasMs = 0;
    let older = new Set<string>();
    for (const { ahead, crash: dies } of settings) {
      const before = rig.cameras.map((camera) => runsOf(rig, camera));
      const nowMs = Date.now();
      clock!.setAhead(ahead);
      const runs = new Set(before.flatMap((own) => [...own]));
      steps.push({
        met: new Set([...runs].filter((run) => !older.has(run))),
        ...{ byMs: ahead * 1000 - wasMs, fromMs: nowMs + wasMs, toMs: nowMs + ahead * 1000 },
      });
      older = runs;
      wasMs = ahead * 1000;
      if (dies) await crash(rig);
      for (const [at, camera] of rig.cameras.entries()) await recordedAnew(rig, camera, before[at]!);
    }
    const span = `startMs=${startMs - HOUR_MS}&endMs=${startMs + HOUR_MS}`;
    const ids = `cameraIds=${rig.cameras.map(({ id }) => id).join(',')}`;
    const { cameras } = await rig.product().json<Timeline>('GET', `/api/timeline?${ids}&${span}`);
    gaps = cameras.map((camera) => camera.gaps);
    histories = await Promise.all(rig.cameras.map((camera) => rig.history(camera)));
    differs = await eventually('the catalog to list the files', async () => {
      const wrong = await catalogDiffers(rig, HOUR_MS);
      return wrong.length > 0 ? null : wrong;
    }).catch(() => catalogDiffers(rig, HOUR_MS));
    rows = [];
    for (const { id } of rig.cameras) {
      const { segments } = await rig
        .product()
        .json<{ segments: Segment[] }>('GET', `/api/cameras/${id}/segments?${span}`);
      for (const segment of segments) {
        const file = filesOf([rig.root], id).filter((path) => path.includes(segment.key));
        rows.push({ segment, frames: (await numbersIn(rig.ffmpeg, file, rig.folder)).length });
      }
    }
    for (const { segment, frames } of rows) {
      process.stdout.write(`${segment.key}: ${segment.durationMs} ms, ${frames} frames\n`);
    }
  }, 200_000);

  afterAll(async () => {
    await rig?.stop();
    clock?.remove();
  });

  it('has segments that claim to last as long as what was written lasts, after a crash too', () => {
    expect(rows.length).toBeGreaterThanOrEqual(rig.cameras.length * settings.length);
    const claimed = rows.filter(({ segment, frames }) => segment.durationMs > (frames / FPS) * 1000 + LATE_MS);
    expect(claimed).toEqual([]);
  });

  it('has no footage of moments that its clock leapt over', () => {
    for (const { byMs, met, fromMs, toMs } of steps.filter((step) => step.byMs > 0)) {
      const own = rows.filter(({ segment }) => [...met].some((run) => segment.key.startsWith(run)));
      expect(own.length).toBeGreaterThanOrEqual(rig.cameras.length);
      const within = own.filter(
        ({ segment: { startMs: at, durationMs } }) => at + durationMs > fromMs + LATE_MS && at < toMs - LATE_MS,
      );
      expect([byMs, within.map(({ segment }) => segment.key)]).toEqual([byMs, []]);
    }
  });

  it('lays what it finds after a crash where it was recorded, though the clock was set meanwhile', () => {
    for (const camera of rig.cameras) {
      const own = rows.map(({ segment }) => segment).filter(({ cameraId }) => cameraId === camera.id);
      const { fromMs } = steps.at(-1)!;
      // The last that was written before the crash, by the clock of before.
      expect(own.filter((one) => Math.abs(one.startMs + one.durationMs - fromMs) < 2 * LATE_MS)).toHaveLength(1);
    }
  });

  it('tells the time that was leapt over as a gap, with its reason', () => {
    for (const own of gaps) {
      // Of those behind the first of a crash, what lies there from before it was set back says as much.
      for (const { fromMs, toMs } of steps.slice(0, 4).filter((step) => step.byMs > 0)) {
        const middleMs = (fromMs + toMs) / 2;
        const reasons = own.filter((gap) => gap.startMs < middleMs && gap.endMs > middleMs).map(({ reason }) => reason);
        expect(reasons).toContain('renewed');
      }
    }
  });

  it('says in the history of each camera that the clock was set', () => {
    for (const changes of histories) {
      const anew = changes.filter(({ atMs, state }) => state === 'connecting' && atMs > startMs);
      const set = anew.filter(({ reason }) => reason === 'clock_set').length;
      const crashes = settings.filter(({ crash: dies }) => dies).length;
      expect(set).toBeGreaterThanOrEqual(settings.length - crashes);
      // One that was killed may have had the time to say so.
      expect(set).toBeLessThanOrEqual(settings.length);
      expect(anew.map(({ reason }) => reason).filter((reason) => reason !== 'clock_set')).toEqual(
        Array.from({ length: crashes }, () => null),
      );
    }
  });

  it('has a row for each file and a file for each row', () => {
    expect(differs).toEqual([]);
  });
});
