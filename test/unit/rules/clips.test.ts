import { describe, expect, it } from 'vitest';
import { createRuleEngine, type RuleHit } from '../../../src/engine/rules/index.ts';
import { createTracker } from '../../../src/engine/tracking/index.ts';
import type { DetectionPlan } from '../../../src/shared/detection-plan.ts';
import { clips, truthOf, type Clip } from '../../support/mot/clips.ts';
import type { TruthFrame } from '../../support/mot/ground-truth.ts';
import { planOf } from './support.ts';

/** Rules over the tracks of a clip whose boxes are the true ones. */
function run({ label, fps }: Clip, truth: readonly TruthFrame[], plan: DetectionPlan) {
  const tracker = createTracker({ fps });
  const engine = createRuleEngine(plan);
  const hits: RuleHit[] = [];
  for (const { frame, scored, ignored } of truth) {
    const atMs = Math.round(((frame - 1) * 1000) / fps);
    const detections = [...scored, ...ignored].map(({ box }) => ({ label, score: 0.8, box }));
    const { tracks, ended } = tracker.update(detections, atMs);
    hits.push(...engine.step(tracks, ended, atMs).hits);
  }
  hits.push(...engine.step([], tracker.end().ended, Number.MAX_SAFE_INTEGER).hits);
  return { hits, counts: engine.counts() };
}

function begins(hits: readonly RuleHit[]): string[] {
  return hits.flatMap((hit) =>
    hit.kind === 'begin' ? [`${hit.trackId} ${hit.rule?.id ?? 'none'} ${hit.direction ?? ''}`.trim()] : [],
  );
}

const rectangle = (left: number, top: number, right: number, bottom: number) => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
const [oneByOne, cars, , worker] = clips.map((clip) => ({ clip, truth: truthOf(clip) }));
const absent = (cars?.truth ?? null) === null;
if (absent) process.stderr.write('skipped: the annotated clips are not in ../shared/data\n');

describe.skipIf(absent)('on real ways', () => {
  it('each of four cars crosses a line once, in the direction in which it drives', () => {
    const plan = planOf({
      labels: ['car'],
      wires: [
        {
          id: 'lane',
          name: 'Lane',
          points: [
            { x: 0, y: 0.6 },
            { x: 1, y: 0.6 },
          ],
        },
      ],
      rules: [{ id: 'lane', name: 'Lane', kind: 'cross', wireId: 'lane' }],
    });
    const { hits, counts } = run(cars!.clip, cars!.truth!, plan);
    // Cars 1 and 3 drive up the picture, 2 and 4 down; 2 is over the line before 3, who comes at the same time.
    expect(begins(hits)).toEqual(['1 lane out', '2 lane in', '3 lane out', '4 lane in']);
    expect(counts).toEqual([{ wireId: 'lane', label: 'car', in: 2, out: 2 }]);
    const seconds = hits.map(({ atMs }) => atMs / 1000);
    expect(seconds).toEqual([
      expect.closeTo(6.8, 0),
      expect.closeTo(16.2, 0),
      expect.closeTo(17.3, 0),
      expect.closeTo(25.9, 0),
    ]);
  });

  it('a worker steps over the tape once, enters his place, and stays there', () => {
    const plan = planOf({
      wires: [
        {
          id: 'tape',
          name: 'Tape',
          points: [
            { x: 0, y: 0.9 },
            { x: 0.6, y: 0.9 },
          ],
        },
      ],
      zones: [{ id: 'place', name: 'Place', polygon: rectangle(0.1, 0.6, 0.4, 0.88) }],
      rules: [
        { id: 'tape', name: 'Tape', kind: 'cross', wireId: 'tape' },
        { id: 'enter', name: 'Enter', kind: 'enter', zoneId: 'place' },
        { id: 'leave', name: 'Leave', kind: 'leave', zoneId: 'place' },
        { id: 'stay', name: 'Stay', kind: 'loiter', zoneId: 'place', seconds: 1 },
      ],
    });
    const { hits, counts } = run(worker!.clip, worker!.truth!, plan);
    expect(begins(hits)).toEqual(['1 tape out', '1 enter', '1 stay']);
    expect(counts).toEqual([{ wireId: 'tape', label: 'person', in: 0, out: 1 }]);
    expect(hits.at(-1)).toMatchObject({ kind: 'end', ruleId: 'stay' });
  });

  it('three people come to a table one after the other, stay for a while and go', () => {
    const plan = planOf({
      zones: [{ id: 'table', name: 'Table', polygon: rectangle(0.5, 0.8, 0.7, 0.96) }],
      rules: [
        { id: 'enter', name: 'Enter', kind: 'enter', zoneId: 'table' },
        { id: 'leave', name: 'Leave', kind: 'leave', zoneId: 'table' },
        { id: 'stay', name: 'Stay', kind: 'loiter', zoneId: 'table', seconds: 5 },
      ],
    });
    const { hits } = run(oneByOne!.clip, oneByOne!.truth!, plan);
    expect(begins(hits)).toEqual([1, 2, 3].flatMap((id) => [`${id} enter`, `${id} stay`, `${id} leave`]));
  });

  it('without rules each visit is one event, from entry to exit', () => {
    const { hits } = run(oneByOne!.clip, oneByOne!.truth!, planOf({}));
    // First and last frames of the three visits, by the events list of the clip.
    expect(hits.map(({ kind, atMs }) => [kind, atMs / 1000])).toEqual([
      ['begin', expect.closeTo(6.0, 0)],
      ['end', expect.closeTo(20.1, 0)],
      ['begin', expect.closeTo(22.7, 0)],
      ['end', expect.closeTo(45.0, 0)],
      ['begin', expect.closeTo(50.2, 0)],
      ['end', expect.closeTo(70.1, 0)],
    ]);
  });
});
