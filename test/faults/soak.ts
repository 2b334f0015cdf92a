// `npm run soak`: every fault again and again for an hour, 1,000 reconnects, 50 kills of the host. With `--minutes 60`, `--reconnects 1000`
// or `--kills 50` only the parts that are named. With `--detection --minutes 60` instead: four cameras with detection, and the memory
// of every process. Ends with 1 and says why when something was lost or has grown.
import { parseArgs } from 'node:util';
import { testFfmpegs } from '../support/test-ffmpeg.ts';
import { cameraScenarios } from './camera-scenarios.ts';
import { growthLine, growthOf } from './growth.ts';
import { tellHeld } from './held.ts';
import { seededRandom } from './host-kill.ts';
import { manyKills, manyReconnects } from './long-runs.ts';
import { processScenarios } from './process-scenarios.ts';
import { holdings, type Holdings } from './reconnects.ts';
import { startRig, type Rig } from './rig.ts';
import { runScenario } from './scenario.ts';
import { soakDetection, soakTable } from './soak-detection.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    detection: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    reconnects: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const all = values.minutes === undefined && values.reconnects === undefined && values.kills === undefined;
const minutes = Number(values.minutes ?? (all ? 60 : 0));
const reconnects = Number(values.reconnects ?? (all ? 1000 : 0));
const kills = Number(values.kills ?? (all ? 50 : 0));
const [ffmpeg] = testFfmpegs();

/** Faults in turn until the time is over; answers what the host held after each. */
async function faultsUntil(rig: Rig, untilMs: number): Promise<Holdings[]> {
  const scenarios = [...cameraScenarios, ...processScenarios];
  const held: Holdings[] = [];
  const endedMs = new Map<string, number>();
  for (let at = 0; Date.now() < untilMs; at += 1) {
    const scenario = scenarios[at % scenarios.length]!;
    // Another camera in each round.
    const camera = rig.cameras[(at + Math.floor(at / scenarios.length)) % rig.cameras.length]!;
    const key = `${scenario.name} ${camera.id}`;
    if (Date.now() - (endedMs.get(key) ?? 0) < (scenario.restMs ?? 0)) continue;
    const episode = await runScenario(rig, scenario, camera);
    endedMs.set(key, Date.now());
    held.push(holdings(rig.product().process.pid!));
    print(`${episode.scenario.name}: ${episode.error ?? 'survived'}`);
    if (episode.error !== null) process.exitCode = 1;
  }
  return held;
}

async function parts(rig: Rig): Promise<string[]> {
  const wrong: string[] = [];
  if (minutes > 0) {
    const growth = growthOf(await faultsUntil(rig, Date.now() + minutes * 60_000));
    print(`faults: ${growthLine(growth)}`);
    wrong.push(...growth.complaints.map((complaint) => `faults: ${complaint}`));
  }
  if (reconnects > 0) wrong.push(...(await manyReconnects(rig, reconnects, print)));
  if (kills > 0) wrong.push(...(await manyKills(rig, kills, seededRandom(Number(values.seed)), print)));
  return wrong;
}

if (ffmpeg !== undefined && values.detection) {
  const soak = await soakDetection({ ffmpeg: ffmpeg.path, minutes: Number(values.minutes ?? 60), print });
  for (const line of soakTable(soak)) print(line);
  if (!soak.ok) process.exitCode = 1;
} else if (ffmpeg !== undefined) {
  print(`seed ${values.seed}`);
  const rig = await startRig({ ffmpeg: ffmpeg.path, nodeArgs: tellHeld });
  try {
    const wrong = await parts(rig);
    for (const line of wrong) print(`WRONG: ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
  } finally {
    await rig.stop();
  }
}
