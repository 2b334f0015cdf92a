import { eventually } from '../support/eventually.ts';
import { growthLine, growthOf } from './growth.ts';
import { catalogDiffers, killHost, lostBefore, type HostKill } from './host-kill.ts';
import { holdings, reconnect, type Holdings } from './reconnects.ts';
import type { Rig } from './rig.ts';

type Print = (line: string) => void;

/** The most that a kill of everything may cost each camera (docs/design/durability.md). */
const MOST_LOST_MS = 2000;
const KILL_WITHIN_MS = 10_000;

function middleOf(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return `median ${at(0.5)} ms, 95th ${at(0.95)} ms, most ${at(1)} ms`;
}

/**
 * Lets cameras lose their connections until `count` have been lost in all.
 * @returns what went wrong: what grew, by the criterion of growth.ts, or a camera that did not come back; empty: nothing
 */
export async function manyReconnects(rig: Rig, count: number, print: Print): Promise<string[]> {
  const rounds = Math.ceil(count / rig.cameras.length);
  const startedMs = Date.now();
  const held: Holdings[] = [];
  try {
    for (let at = 0; at < rounds; at += 1) {
      held.push(...(await reconnect(rig, 1)));
      if ((at + 1) % 25 === 0) print(`${held.length * rig.cameras.length} reconnects: ${JSON.stringify(held.at(-1))}`);
    }
  } catch (error) {
    return [`after ${held.length * rig.cameras.length} reconnects: ${String(error)}`];
  }
  const growth = growthOf(held);
  const minutes = ((Date.now() - startedMs) / 60_000).toFixed(1);
  print(`${held.length * rig.cameras.length} reconnects in ${minutes} min: ${growthLine(growth)}`);
  return growth.complaints.map((complaint) => `reconnects: ${complaint}`);
}

/**
 * Kills the host again and again, then counts the frames of all cameras.
 * @returns what went wrong: orphans, finished segments that were lost, more than 2 s of footage lost, a catalog that differs from the
 * files, a host that holds more with each life; empty: nothing
 */
export async function manyKills(rig: Rig, count: number, random: () => number, print: Print): Promise<string[]> {
  const kills: HostKill[] = [];
  const held: Holdings[] = [];
  const wrong: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const kill = await killHost(rig, random, KILL_WITHIN_MS);
    kills.push(kill);
    held.push(holdings(rig.product().process.pid!));
    const { afterMs, backMs, orphans, lostSegments } = kill;
    print(
      `kill ${at + 1} after ${afterMs} ms: back after ${backMs} ms, ${orphans} orphans, ${lostSegments.length} lost`,
    );
    if (orphans > 0) wrong.push(`kill ${at + 1}: ${orphans} processes outlived the host`);
    wrong.push(...lostSegments.map((path) => `kill ${at + 1}: a finished segment was lost: ${path}`));
  }
  wrong.push(...(await unlisted(rig)));
  await rig.product().stop();
  const lost: number[] = [];
  for (const camera of rig.cameras) {
    const account = await rig.count(camera, Date.now());
    for (const [at, kill] of kills.entries()) {
      const lostMs = lostBefore(kill, account);
      lost.push(lostMs);
      if (lostMs > MOST_LOST_MS) wrong.push(`kill ${at + 1}: ${camera.name} lost ${Math.round(lostMs)} ms`);
    }
  }
  print(`${count} kills: lost per camera ${middleOf(lost)}; back ${middleOf(kills.map(({ backMs }) => backMs))}`);
  if (count >= 12) {
    const growth = growthOf(held);
    print(`each life's beginning: ${growthLine(growth)}`);
    wrong.push(...growth.complaints.map((complaint) => `kills: ${complaint}`));
  }
  return wrong;
}

/** What the catalog and the folder disagree about once the start's repairs are over. */
async function unlisted(rig: Rig): Promise<string[]> {
  let wrong: string[] = [];
  await eventually(
    'the catalog to list the files',
    async () => {
      wrong = await catalogDiffers(rig);
      return wrong.length === 0;
    },
    { timeoutMs: 30_000, everyMs: 500 },
  ).catch(() => null);
  return wrong;
}
