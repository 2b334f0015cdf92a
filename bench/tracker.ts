// Tracking by MOT figures: scripted scenes with known truth, annotated clips of the data beside the project with a noisy detector and
// with YOLOX nano, and the time of a picture with 50 tracks. Reference of the same run: a greedy tracker by overlap, without motion model.
import { createTracker } from '../src/engine/tracking/index.ts';
import { clips, noisy, sceneOf, truthOf, type Clip } from '../test/support/mot/clips.ts';
import { follow, followBy, type Follow } from '../test/support/mot/follow.ts';
import { greedyTracker } from '../test/support/mot/greedy.ts';
import type { TruthFrame } from '../test/support/mot/ground-truth.ts';
import { motFigures, type MotFigures } from '../test/support/mot/metrics.ts';
import { play, scripts, type SceneFrame } from '../test/support/mot/scenes.ts';
import { percentile, printFigures, quickAsked } from './support/report.ts';
import { yoloxOn } from './support/yolox.ts';

const quick = quickAsked();
/** Not the seeds by which the tracker was tuned. */
const SEEDS = quick ? [101, 102, 103] : Array.from({ length: 10 }, (_, at) => 101 + at);
const RATES = [10, 5, 2];
const CROWD = 'crowd';
const AIM = { scenesIdf1: 0.95, crowdIdf1: 0.9, occlusionSwitches: 0, clipsIdf1: 0.93, cpuUs: 1000 };

/** Figures of both trackers over the same pictures. */
interface Result {
  readonly name: string;
  readonly ours: MotFigures;
  readonly greedy: MotFigures;
}

function compare(name: string, frames: readonly SceneFrame[], fps: number): Result {
  const figures = (answer: Follow) => motFigures(follow(frames, answer));
  return { name, ours: figures(followBy(createTracker({ fps }))), greedy: figures(greedyTracker()) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function summary(results: readonly Result[], who: 'ours' | 'greedy') {
  const of = (pick: (figures: MotFigures) => number) => results.map((result) => pick(result[who]));
  const switches = of((figures) => figures.switches);
  return {
    mota: mean(of((figures) => figures.mota)),
    idf1: mean(of((figures) => figures.idf1)),
    switches: switches.reduce((sum, value) => sum + value, 0),
    perScene: mean(switches),
  };
}

function print(name: string, results: readonly Result[]): void {
  const line = (['ours', 'greedy'] as const).map((who) => {
    const { mota, idf1, switches } = summary(results, who);
    return `${who} MOTA ${mota.toFixed(3)} IDF1 ${idf1.toFixed(3)} switches ${switches}`;
  });
  console.log(`${name.padEnd(40)} ${line.join('   ')}`);
}

function scenes(): Result[] {
  return RATES.flatMap((fps) =>
    scripts().flatMap((script) => {
      const results = SEEDS.map((seed) => compare(script.name, play(script, fps, seed), fps));
      print(`${script.name}, ${fps} a second`, results);
      return results;
    }),
  );
}

function noisyClip(clip: Clip, truth: readonly TruthFrame[]): Result[] {
  const results = SEEDS.map((seed) => compare(clip.name, sceneOf(clip, truth, 1, noisy(clip.label, seed)), clip.fps));
  print(`${clip.name.slice(0, 24)}, noisy`, results);
  return results;
}

/** @param every so many-th frame, so that the rates are those of a recorder too */
async function realClip(clip: Clip, truth: readonly TruthFrame[], every: readonly number[]): Promise<Result[]> {
  const seen = await yoloxOn(clip);
  if (seen === null) return [];
  return every.map((step) => {
    const frames = sceneOf(clip, truth, step, ({ frame }) => seen[frame - 1] ?? []);
    const result = compare(clip.name, frames, clip.fps / step);
    print(`${clip.name.slice(0, 24)}, YOLOX nano, ${(clip.fps / step).toFixed(1)} a second`, [result]);
    return result;
  });
}

/** Microseconds of a picture with 50 tracks, after the first ones: median, and CPU of all, which strangers on the machine do not lengthen. */
function times(): { readonly medianUs: number; readonly cpuUs: number } {
  const script = scripts().find(({ name }) => name === CROWD);
  if (script === undefined) throw new Error('there is no crowd');
  const runs = SEEDS.map((seed) => ({ frames: play(script, 10, seed), tracker: createTracker({ fps: 10 }) }));
  for (const { frames, tracker } of runs)
    for (const one of frames.slice(0, 20)) tracker.update(one.detections, one.atMs);
  const samples: number[] = [];
  let tracks = 0;
  const fromCpu = process.cpuUsage();
  for (const { frames, tracker } of runs) {
    for (const one of frames.slice(20)) {
      const fromMs = performance.now();
      tracks += tracker.update(one.detections, one.atMs).tracks.length;
      samples.push((performance.now() - fromMs) * 1000);
    }
  }
  const { user, system } = process.cpuUsage(fromCpu);
  if (tracks / samples.length < 45) throw new Error('the crowd is too small');
  return { medianUs: percentile(samples, 0.5), cpuUs: (user + system) / samples.length };
}

const scened = scenes();
const alone = scened.filter(({ name }) => name !== CROWD);
const crowd = scened.filter(({ name }) => name === CROWD);
const hidden = scened.filter(({ name }) => name === 'occlusion');
const noisies: Result[] = [];
const reals: Result[] = [];
for (const clip of clips) {
  const truth = truthOf(clip);
  if (truth === null) {
    console.log(`left out: ${clip.name} is not in ../shared/data`);
    continue;
  }
  noisies.push(...noisyClip(clip, truth));
  // From above, YOLOX takes the cars for telephones.
  if (clip.name === 'car-detection' || (quick && clip.frames > 100)) continue;
  reals.push(...(await realClip(clip, truth, clip.fps >= 10 ? [1, 2] : [1])));
}

const figures: Record<string, number> = {};
for (const [name, results] of Object.entries({ scenes: alone, crowd, noisyClips: noisies, yoloxClips: reals })) {
  if (results.length === 0) continue;
  for (const who of ['ours', 'greedy'] as const) {
    const { mota, idf1, perScene } = summary(results, who);
    const prefix = who === 'ours' ? name : `${name}Greedy`;
    Object.assign(figures, { [`${prefix}Mota`]: mota, [`${prefix}Idf1`]: idf1, [`${prefix}Switches`]: perScene });
  }
}
figures['occlusionSwitches'] = summary(hidden, 'ours').switches;
Object.assign(figures, times());

const atLeast = (name: string, aim: number) => (figures[name] ?? 1) >= aim;
printFigures({
  bench: 'tracker',
  figures,
  aim: AIM,
  ok:
    atLeast('scenesIdf1', AIM.scenesIdf1) &&
    atLeast('crowdIdf1', AIM.crowdIdf1) &&
    atLeast('noisyClipsIdf1', AIM.clipsIdf1) &&
    atLeast('yoloxClipsIdf1', AIM.clipsIdf1) &&
    (figures['occlusionSwitches'] ?? Infinity) <= AIM.occlusionSwitches &&
    (figures['cpuUs'] ?? Infinity) <= AIM.cpuUs,
});
