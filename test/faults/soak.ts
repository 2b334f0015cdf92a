// `npm run soak -- --minutes 60`: every fault again and again, many reconnects and kills of the host, memory sampled. Prints tables.
// `npm run soak -- --detection --minutes 60`: instead, four cameras with detection, and the memory of every process.
import { parseArgs } from 'node:util';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { cameraScenarios } from './camera-scenarios.ts';
import { killHost, seededRandom } from './host-kill.ts';
import { processScenarios } from './process-scenarios.ts';
import { holdings, reconnect, type Holdings } from './reconnects.ts';
import { startRig, type Rig } from './rig.ts';
import { runScenario } from './scenario.ts';
import { soakDetection, soakTable } from './soak-detection.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    detection: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    reconnects: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [ffmpeg] = testFfmpegs();

function growthLine(what: string, held: readonly Holdings[]): void {
  const [first, last] = [held[Math.floor(held.length / 6)], held.at(-1)];
  if (first === undefined || last === undefined) return;
  const percent = ((last.memoryBytes - first.memoryBytes) / first.memoryBytes) * 100;
  print(
    `${what}: memory ${(last.memoryBytes / 1e6).toFixed(1)} MB (${percent.toFixed(1)} % since the first sixth), ` +
      `${first.handles} -> ${last.handles} handles, ${first.processes} -> ${last.processes} processes`,
  );
}

/** Faults in turn until the time is over; answers what the host held after each. */
async function faultsUntil(rig: Rig, untilMs: number): Promise<Holdings[]> {
  const scenarios = [...cameraScenarios, ...processScenarios];
  const held: Holdings[] = [];
  for (let at = 0; Date.now() < untilMs; at += 1) {
    const episode = await runScenario(rig, scenarios[at % scenarios.length]!, rig.cameras[at % rig.cameras.length]!);
    held.push(holdings(rig.product().process.pid!));
    print(`${episode.scenario.name}: ${episode.error ?? 'survived'}`);
    if (episode.error !== null) process.exitCode = 1;
  }
  return held;
}

async function kills(rig: Rig, count: number, random: () => number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const { afterMs, backMs, orphans, lostSegments } = await killHost(rig, random, 10_000);
    print(`host killed after ${afterMs} ms: back after ${backMs} ms, ${orphans} orphans, ${lostSegments.length} lost`);
    if (orphans + lostSegments.length > 0) process.exitCode = 1;
  }
}

if (ffmpeg !== undefined && values.detection) {
  const soak = await soakDetection({ ffmpeg: ffmpeg.path, minutes: Number(values.minutes), print });
  for (const line of soakTable(soak)) print(line);
  if (!soak.ok) process.exitCode = 1;
} else if (ffmpeg !== undefined) {
  print(`seed ${values.seed}`);
  const rig = await startRig({ ffmpeg: ffmpeg.path });
  try {
    growthLine('faults', await faultsUntil(rig, Date.now() + Number(values.minutes) * 60_000));
    growthLine('reconnects', await reconnect(rig, Math.ceil(Number(values.reconnects) / rig.cameras.length)));
    await kills(rig, Number(values.kills), seededRandom(Number(values.seed)));
  } finally {
    await rig.stop();
  }
}
