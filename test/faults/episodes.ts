import type { Account } from './account.ts';
import { played } from './played.ts';
import type { Rig, RigCamera } from './rig.ts';
import {
  judge,
  recordedUntil,
  runScenario,
  type Episode,
  type Record,
  type Result,
  type Scenario,
} from './scenario.ts';

/** A camera as an outside player saw it, beside what lies on disk of the same time. */
export interface Watched {
  readonly camera: RigCamera;
  /** Scenarios that it had. */
  readonly had: readonly string[];
  readonly shown: Account;
  readonly onDisk: Account;
}

/** What scenarios cost, in their order, and what the cameras looked like that were to be played. */
export interface Outcome {
  readonly results: readonly Result[];
  readonly watched: readonly Watched[];
}

export interface EpisodeOptions {
  /** How many cameras have faults at the same time, the first of the rig; one: they take turns, all of them. */
  readonly lanes?: number;
  /** Cameras that are played over HLS before the product stops. */
  readonly play?: readonly RigCamera[];
  /** What is to happen when all cameras are well again and the product still runs. */
  readonly afterwards?: () => Promise<void>;
}

/** Each lane takes the next scenario when it is done with one. */
async function runAll(rig: Rig, scenarios: readonly Scenario[], lanes: number): Promise<Episode[]> {
  const episodes: Episode[] = [];
  const waiting = scenarios.values();
  const run = async (cameras: readonly RigCamera[]): Promise<void> => {
    let turn = 0;
    for (const scenario of waiting) {
      episodes.push(await runScenario(rig, scenario, cameras[turn % cameras.length]!));
      turn += 1;
    }
  };
  const cameras = lanes === 1 ? [rig.cameras] : rig.cameras.slice(0, lanes).map((camera) => [camera]);
  await Promise.all(cameras.map(run));
  return episodes;
}

/**
 * Runs scenarios on cameras in turn or in lanes; then stops the product as a person would, and only then counts: one look at each camera's
 * files answers for all scenarios.
 */
export async function runEpisodes(
  rig: Rig,
  scenarios: readonly Scenario[],
  { lanes = 1, play = [], afterwards = () => Promise.resolve() }: EpisodeOptions = {},
): Promise<Outcome> {
  const episodes = await runAll(rig, scenarios, lanes);
  const beganMs = Math.min(...episodes.map((episode) => episode.startMs));
  const endMs = Math.max(...episodes.map((episode) => episode.endMs));
  for (const camera of rig.cameras) await recordedUntil(rig, camera, endMs + 500);
  const histories = await Promise.all(rig.cameras.map((camera) => rig.history(camera)));
  const gaps = await Promise.all(rig.cameras.map((camera) => rig.gaps(camera)));
  const [seen] = await Promise.all([
    Promise.all(play.map((camera) => played(rig, camera, beganMs, endMs))),
    afterwards(),
  ]);
  await rig.product().stop();
  const records: Record[] = [];
  for (const [at, camera] of rig.cameras.entries()) {
    records.push({ camera, account: await rig.count(camera, endMs), history: histories[at]!, gaps: gaps[at]! });
  }
  const watched: Watched[] = [];
  for (const [at, camera] of play.entries()) {
    watched.push({
      camera,
      had: episodes.filter((one) => one.camera.id === camera.id).map(({ scenario }) => scenario.name),
      shown: await rig.hold(camera, seen[at]!, endMs),
      onDisk: records.find((record) => record.camera.id === camera.id)!.account,
    });
  }
  const results = scenarios.flatMap(({ name }) =>
    episodes.filter(({ scenario }) => scenario.name === name).map((one) => judge(one, records, episodes)),
  );
  return { results, watched };
}
