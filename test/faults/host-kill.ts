import { once } from 'node:events';
import { statSync } from 'node:fs';
import { eventually } from '../support/eventually.ts';
import { descendants, isAlive } from '../support/processes.ts';
import type { Account } from './account.ts';
import { filesOf, type Rig } from './rig.ts';

/** One SIGKILL of the host at a random moment. */
export interface HostKill {
  readonly killedMs: number;
  /** How long after all cameras delivered. */
  readonly afterMs: number;
  /** From the kill to the first picture of the last camera after the restart. */
  readonly backMs: number;
  /** ffmpegs that outlived their parent by more than 5 s. */
  readonly orphans: number;
  /** Finished segments that were there before and are not any more, or are shorter. */
  readonly lostSegments: readonly string[];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Keeps the host busy as a few people would: timelines and segment lists without a pause, until the host is gone. */
async function loadHost(rig: Rig): Promise<void> {
  const product = rig.product();
  const span = `startMs=${Date.now() - 3_600_000}&endMs=${Date.now() + 60_000}`;
  const ids = `cameraIds=${rig.cameras.map(({ id }) => id).join(',')}`;
  for (;;) {
    const answered = await product.request('GET', `/api/timeline?${ids}&${span}`).catch(() => null);
    if (answered === null) return;
    if (!answered.ok) throw new Error(`the load is none: ${answered.status}`);
    await answered.arrayBuffer().catch(() => null);
  }
}

interface Finished {
  readonly path: string;
  readonly bytes: number;
}

function finishedFiles(rig: Rig): Finished[] {
  return rig.cameras
    .flatMap(({ id }) => filesOf([rig.root], id))
    .filter((path) => !path.includes('.growing'))
    .map((path) => ({ path, bytes: statSync(path).size }));
}

/** Kills the host at a moment within `withinMs`, looks for what outlived it, and starts another one. */
export async function killHost(rig: Rig, random: () => number, withinMs: number): Promise<HostKill> {
  const afterMs = Math.round(random() * withinMs);
  const load = loadHost(rig);
  const startedMs = Date.now();
  await eventually('the moment of the kill', () => Date.now() - startedMs >= afterMs, {
    timeoutMs: withinMs + 5000,
    everyMs: 5,
  });
  const before = finishedFiles(rig);
  const { process: host } = rig.product();
  const children = descendants(host.pid!);
  const exited = once(host, 'exit');
  const killedMs = Date.now();
  host.kill('SIGKILL');
  await exited;
  const alive = (): number[] => children.filter(isAlive);
  await eventually('all children to be gone', () => alive().length === 0, { timeoutMs: 5000 }).catch(() => null);
  const orphans = alive().length;
  for (const pid of alive()) process.kill(pid, 'SIGKILL');
  await load;
  await rig.start();
  for (const camera of rig.cameras) await rig.recovered(camera, killedMs);
  const now = new Map(finishedFiles(rig).map(({ path, bytes }) => [path, bytes]));
  const lostSegments = before.filter(({ path, bytes }) => (now.get(path) ?? 0) < bytes).map(({ path }) => path);
  return { killedMs, afterMs, backMs: Date.now() - killedMs, orphans, lostSegments };
}

/** Milliseconds of footage before a kill that a camera sent and nobody has: from its last recorded frame to the kill. */
export function lostBefore({ killedMs }: HostKill, account: Account): number {
  const last = account.recorded.findLast(({ sentMs }) => sentMs <= killedMs);
  return last === undefined ? Infinity : killedMs - last.sentMs;
}

/** Files of segments that the catalog does not list, and rows whose file is not there; of the last hour and, where the clock was set, of so much to come. */
export async function catalogDiffers(rig: Rig, aheadMs = 60_000): Promise<string[]> {
  const wrong: string[] = [];
  for (const camera of rig.cameras) {
    const span = `startMs=${Date.now() - 3_600_000}&endMs=${Date.now() + aheadMs}`;
    const { segments } = await rig
      .product()
      .json<{ segments: { key: string }[] }>('GET', `/api/cameras/${camera.id}/segments?${span}`);
    const rows = new Set(segments.map(({ key }) => key));
    const keys = filesOf([rig.root], camera.id)
      .filter((path) => !path.includes('.growing'))
      .map((path) => /([a-z0-9]{12}-\d{5,7})\.mp4$/.exec(path)![1]!);
    wrong.push(...keys.filter((key) => !rows.has(key)).map((key) => `no row: ${key}`));
    wrong.push(...[...rows].filter((key) => !keys.includes(key)).map((key) => `no file: ${key}`));
  }
  return wrong;
}
