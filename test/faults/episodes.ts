import type { Rig } from './rig.ts';
import {
  judge,
  recordedUntil,
  runScenario,
  type Episode,
  type Record,
  type Result,
  type Scenario,
} from './scenario.ts';

/**
 * Runs scenarios, one after the other on another camera each, or in lanes of one camera each; then stops the product as a person would,
 * and only then counts: one look at each camera's files answers for all scenarios.
 * @param lanes how many cameras have a fault at the same time
 */
export async function runEpisodes(rig: Rig, scenarios: readonly Scenario[], lanes = 1): Promise<Result[]> {
  const queues = Array.from({ length: lanes }, (_, lane) => scenarios.filter((_one, at) => at % lanes === lane));
  const ran = await Promise.all(
    queues.map(async (queue, lane) => {
      const episodes: Episode[] = [];
      for (const [at, scenario] of queue.entries()) {
        episodes.push(await runScenario(rig, scenario, rig.cameras[lanes > 1 ? lane : at % rig.cameras.length]!));
      }
      return episodes;
    }),
  );
  const episodes = ran.flat();
  const endMs = Math.max(...episodes.map((episode) => episode.endMs));
  for (const camera of rig.cameras) await recordedUntil(rig, camera, endMs + 500);
  const histories = await Promise.all(rig.cameras.map((camera) => rig.history(camera)));
  const gaps = await Promise.all(rig.cameras.map((camera) => rig.gaps(camera)));
  await rig.product().stop();
  const records: Record[] = [];
  for (const [at, camera] of rig.cameras.entries()) {
    records.push({ camera, account: await rig.count(camera, endMs), history: histories[at]!, gaps: gaps[at]! });
  }
  return scenarios.flatMap(({ name }) =>
    episodes.filter(({ scenario }) => scenario.name === name).map((one) => judge(one, records, episodes)),
  );
}
