import { eventually } from '../support/eventually.ts';
import { growthLine, growthOf } from './growth.ts';
import { heldBy, heldLine, keptEach, MOST_KEPT_EACH, type Held } from './held.ts';
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

/** Fewer repetitions than this say nothing of what each leaves behind. */
const FEWEST_TO_WEIGH = 300;

/**
 * Lets cameras lose their connections until `count` have been lost in all; the rig's product was started with `tellHeld`.
 * What the process takes is judged by growth.ts, and after a third and at the end it is made to let go of what it can: the rest is held.
 * @returns what went wrong: what grew, by either measure, or a camera that did not come back; empty: nothing
 */
export async function manyReconnects(rig: Rig, count: number, print: Print): Promise<string[]> {
  const each = rig.cameras.length;
  const rounds = Math.ceil(count / each);
  const third = Math.ceil(rounds / 3);
  const startedMs = Date.now();
  const taken: Holdings[] = [];
  let early: Held | null = null;
  try {
    for (let round = 1; round <= rounds; round += 1) {
      taken.push(...(await reconnect(rig, 1)));
      if (round === third) early = await heldBy(rig.product());
      if (round % 25 === 0) print(`${round * each} reconnects: ${JSON.stringify(taken.at(-1))}`);
    }
  } catch (error) {
    return [`after ${taken.length * each} reconnects: ${String(error)}`];
  }
  const growth = growthOf(taken);
  const minutes = ((Date.now() - startedMs) / 60_000).toFixed(1);
  print(`${rounds * each} reconnects in ${minutes} min: ${growthLine(growth)}`);
  const wrong = growth.complaints.map((complaint) => `reconnects: ${complaint}`);
  const weighed = (rounds - third) * each;
  if (early === null || weighed < FEWEST_TO_WEIGH) return wrong;
  const late = await heldBy(rig.product());
  const keptBytes = keptEach(early, late, weighed);
  print(
    `held after reconnect ${third * each} and at the end: ${heldLine(early, late)}; ${Math.round(keptBytes)} bytes each`,
  );
  if (keptBytes > MOST_KEPT_EACH) wrong.push(`reconnects: each leaves ${Math.round(keptBytes)} bytes behind`);
  return wrong;
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
