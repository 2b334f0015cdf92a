import { describe, expect, it } from 'vitest';
import { createRuleEngine, masked } from '../../../src/engine/rules/index.ts';
import type { RuleKind } from '../../../src/shared/detection-plan.ts';
import { normalFrom, randomFrom } from '../../support/mot/scenes.ts';
import { planOf, standing, START_MS, Walk } from './support.ts';

/** The right half of the picture. */
const zones = [
  {
    id: 'yard',
    name: 'Yard',
    polygon: [
      { x: 0.5, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0.5, y: 1 },
    ],
  },
];
/** Upwards in the middle: its right-hand side is the right half. */
const wires = [
  {
    id: 'gate',
    name: 'Gate',
    points: [
      { x: 0.5, y: 1 },
      { x: 0.5, y: 0.2 },
    ],
  },
];

function ruleOf(kind: RuleKind, more: object = {}): object {
  const where = kind === 'cross' ? { wireId: 'gate' } : { zoneId: 'yard' };
  return { id: kind, name: kind, kind, ...where, ...more };
}

function walkBy(kinds: readonly RuleKind[], more: object = {}): Walk {
  const rules = kinds.map((kind) => ruleOf(kind, kind === 'loiter' ? { seconds: 3, ...more } : more));
  return new Walk(planOf({ zones, wires, rules } as Parameters<typeof planOf>[0]));
}

describe('without rules', () => {
  it('each track of the chosen classes is one appearance, from its first look to its last', () => {
    const plan = planOf({ labels: ['person'] });
    expect(new Walk(plan).to(0.3, 0.5, 1).unseen(2).end().said).toEqual(['none 0', 'none end 0.8']);
    expect(new Walk(plan, { label: 'dog' }).to(0.3, 0.5, 1).end().said).toEqual([]);
    expect(new Walk(planOf({ labels: [] }), { label: 'dog' }).to(0.3, 0.5, 1).said).toEqual(['none 0']);
  });

  it('a track that is not confirmed is none', () => {
    expect(new Walk(planOf({}), { confirmed: false }).to(0.3, 0.5, 1).end().said).toEqual([]);
  });

  it('a track of which no end is told ends when it is missing', () => {
    const engine = createRuleEngine(planOf({}));
    engine.step([standing({ x: 0.3, y: 0.5 })], [], START_MS);
    expect(engine.step([], [], START_MS + 200).hits).toEqual([
      { kind: 'end', trackId: 1, ruleId: null, atMs: START_MS },
    ]);
  });

  it('a track that is older than the rules appears when they begin', () => {
    const engine = createRuleEngine(planOf({}));
    const { hits } = engine.step([standing({ x: 0.3, y: 0.5 }, { startMs: START_MS - 60_000 })], [], START_MS);
    expect(hits).toMatchObject([{ kind: 'begin', rule: null, atMs: START_MS }]);
  });
});

describe('a zone', () => {
  const walks: [string, (walk: Walk) => Walk, string[]][] = [
    [
      'is entered and left by who walks in and out',
      // 0.2 to 0.8 in 3 s: inside from the first look beyond 0.5 on, out beyond the trembling edge.
      (walk) => walk.look({ x: 0.2, y: 0.6 }).to(0.8, 0.6, 3).to(0.2, 0.6, 3),
      ['enter 1.6', 'appear 1.6', 'leave 4.6', 'appear end 4.6'],
    ],
    [
      'is not entered by who begins in it, but he appears in it and leaves it',
      (walk) => walk.to(0.8, 0.6, 1).to(0.2, 0.6, 3),
      ['appear 0', 'leave 2.4', 'appear end 2.4'],
    ],
    [
      'ends with a track that ends in it, and is not left',
      (walk) => walk.to(0.8, 0.6, 1).end(),
      ['appear 0', 'appear end 0.8'],
    ],
    [
      'is not entered by who is seen in it in one look only',
      (walk) => walk.to(0.2, 0.6, 1).look({ x: 0.7, y: 0.6 }).to(0.2, 0.6, 0.2).to(0.2, 0.6, 1),
      [],
    ],
    [
      'is entered with one look where looks are rare',
      (walk) =>
        walk.to(0.2, 0.6, 10, 10_000).to(0.7, 0.6, 10, 10_000).to(0.2, 0.6, 10, 10_000).to(0.2, 0.6, 10, 10_000),
      ['enter 10', 'appear 10', 'leave 20', 'appear end 20'],
    ],
    ['does not see who is only foretold', (walk) => walk.to(0.2, 0.6, 1).unseen(3), []],
    ['reaches to the edge of the picture, where boxes reach over it', (walk) => walk.to(0.8, 1.05, 1), ['appear 0']],
  ];
  it.each(walks)('%s', (_, go, said) => {
    expect(go(walkBy(['enter', 'leave', 'appear'])).said).toEqual(said);
  });

  it('is said by its name while somebody is in it', () => {
    const walk = walkBy(['enter']).to(0.2, 0.6, 1);
    expect(walk.zones).toEqual([]);
    expect(walk.to(0.8, 0.6, 1).zones).toEqual(['Yard']);
    expect(walk.to(0.2, 0.6, 2).zones).toEqual([]);
  });

  it('makes no storm of events of who trembles on its edge', () => {
    for (const stepMs of [66, 200, 500]) {
      const normal = normalFrom(randomFrom(stepMs));
      const walk = walkBy(['enter', 'leave', 'appear']).to(0.2, 0.6, 2, stepMs).to(0.5, 0.6, 2, stepMs);
      for (let look = 0; look < 500; look += 1) walk.look({ x: 0.5 + 0.005 * normal(), y: 0.6 }, stepMs);
      expect(walk.said.filter((line) => line.startsWith('enter') || line.startsWith('leave'))).toHaveLength(1);
    }
  });
});

describe('loitering', () => {
  it('begins after so many seconds in the zone and lasts until the zone is left', () => {
    const walk = walkBy(['loiter']).to(0.7, 0.6, 2.8);
    expect(walk.said).toEqual([]);
    walk.to(0.7, 0.6, 4).to(0.2, 0.6, 1).to(0.2, 0.6, 2);
    expect(walk.said).toEqual(['loiter 3', 'loiter end 7.2']);
  });

  it('counts on through a step out of less than a second, and lasts through it', () => {
    const walk = walkBy(['loiter'])
      .to(0.7, 0.6, 2)
      .to(0.3, 0.6, 0.2)
      .to(0.3, 0.6, 0.4)
      .to(0.7, 0.6, 0.2)
      .to(0.7, 0.6, 1);
    expect(walk.said).toEqual(['loiter 3']);
    walk.to(0.3, 0.6, 0.2).to(0.3, 0.6, 0.4).to(0.7, 0.6, 0.2).to(0.7, 0.6, 3).end();
    expect(walk.said).toEqual(['loiter 3', expect.stringMatching(/^loiter end/)]);
  });

  it('begins anew after a longer one', () => {
    const walk = walkBy(['loiter'])
      .to(0.7, 0.6, 2)
      .to(0.3, 0.6, 0.2)
      .to(0.3, 0.6, 2)
      .to(0.7, 0.6, 0.2)
      .to(0.7, 0.6, 2.6);
    expect(walk.said).toEqual([]);
    expect(walk.to(0.7, 0.6, 1).said).toHaveLength(1);
  });

  it('begins also while nobody looks, and never ends before it began', () => {
    expect(walkBy(['loiter']).to(0.7, 0.6, 1).unseen(4).end().said).toEqual(['loiter 3', 'loiter end 3']);
  });

  it('is not of who passes', () => {
    expect(walkBy(['loiter']).to(0.2, 0.6, 1).to(0.9, 0.6, 2).to(0.2, 0.6, 2).said).toEqual([]);
  });
});

describe('a trip-wire', () => {
  const walks: [string, (walk: Walk) => Walk, string[]][] = [
    [
      'is crossed inwards from its left to its right',
      (walk) => walk.look({ x: 0.3, y: 0.6 }).to(0.7, 0.6, 2),
      ['cross in 1.2'],
    ],
    [
      'is crossed outwards from its right to its left',
      (walk) => walk.look({ x: 0.7, y: 0.6 }).to(0.3, 0.6, 2),
      ['cross out 1'],
    ],
    [
      'counts a real return again',
      (walk) => walk.look({ x: 0.3, y: 0.6 }).to(0.7, 0.6, 2).to(0.3, 0.6, 2).to(0.7, 0.6, 2),
      ['cross in 1.2', 'cross out 3', 'cross in 5.2'],
    ],
    ['is not crossed beyond its end', (walk) => walk.look({ x: 0.3, y: 0.1 }).to(0.7, 0.1, 2), []],
    [
      'is not crossed by a way around its end',
      (walk) => walk.look({ x: 0.3, y: 0.6 }).to(0.3, 0.1, 1).to(0.7, 0.1, 1).to(0.7, 0.6, 1),
      [],
    ],
    [
      'is not crossed by who turns round on it',
      (walk) => walk.look({ x: 0.3, y: 0.6 }).to(0.505, 0.6, 1).to(0.3, 0.6, 1),
      [],
    ],
    ['is not crossed by who begins on it', (walk) => walk.look({ x: 0.499, y: 0.6 }).to(0.8, 0.6, 1), []],
    [
      'is crossed unseen between two looks',
      (walk) => walk.to(0.3, 0.6, 1).unseen(1).look({ x: 0.7, y: 0.6 }),
      ['cross in 2'],
    ],
    [
      'is crossed in one step of a rare look',
      (walk) => walk.to(0.3, 0.6, 10, 10_000).to(0.9, 0.6, 10, 10_000),
      ['cross in 10'],
    ],
  ];
  it.each(walks)('%s', (_, go, said) => {
    expect(go(walkBy(['cross'])).said).toEqual(said);
  });

  it('is crossed once, however much somebody trembles on it before he goes on', () => {
    for (const stepMs of [66, 200, 500]) {
      const normal = normalFrom(randomFrom(stepMs));
      const walk = walkBy(['cross']).look({ x: 0.3, y: 0.6 }).to(0.5, 0.6, 1, stepMs);
      for (let look = 0; look < 300; look += 1) walk.look({ x: 0.5 + 0.002 * normal(), y: 0.6 }, stepMs);
      walk.to(0.8, 0.6, 1, stepMs);
      expect(walk.said).toEqual([expect.stringMatching(/^cross in/)]);
      expect(walk.engine.counts()).toEqual([{ wireId: 'gate', label: 'person', in: 1, out: 0 }]);
    }
  });

  it('is crossed once over each of its corners', () => {
    const bent = [
      {
        id: 'gate',
        name: 'Gate',
        points: [
          { x: 0.2, y: 0.9 },
          { x: 0.5, y: 0.5 },
          { x: 0.8, y: 0.9 },
        ],
      },
    ];
    const plan = planOf({ wires: bent, rules: [ruleOf('cross')] } as Parameters<typeof planOf>[0]);
    const walk = new Walk(plan).look({ x: 0.5, y: 0.3 }).to(0.5, 0.5, 1).to(0.5, 0.9, 1);
    expect(walk.said).toEqual([expect.stringMatching(/^cross in/)]);
  });

  it('fires in the direction that is wanted, and counts both', () => {
    const walk = walkBy(['cross'], { direction: 'out' }).look({ x: 0.3, y: 0.6 }).to(0.7, 0.6, 2).to(0.3, 0.6, 2);
    expect(walk.said).toEqual(['cross out 3']);
    expect(walk.engine.counts()).toEqual([{ wireId: 'gate', label: 'person', in: 1, out: 1 }]);
  });

  it('counts each class for itself, and without a rule too', () => {
    const engine = createRuleEngine(planOf({ wires, labels: [] }));
    for (const [at, x] of [0.3, 0.7].entries()) {
      const atMs = START_MS + at * 200;
      engine.step(
        [
          standing({ x, y: 0.6 }, { seenMs: atMs }),
          standing({ x: 1 - x, y: 0.6 }, { id: 2, label: 'car', seenMs: atMs }),
        ],
        [],
        atMs,
      );
    }
    expect(engine.counts()).toEqual([
      { wireId: 'gate', label: 'person', in: 1, out: 0 },
      { wireId: 'gate', label: 'car', in: 0, out: 1 },
    ]);
  });
});

describe('a rule', () => {
  it('that is switched off says nothing, and does not make a track an event of no rule', () => {
    expect(walkBy(['appear', 'cross'], { enabled: false }).to(0.3, 0.6, 1).to(0.8, 0.6, 1).end().said).toEqual([]);
  });

  it('is for its classes', () => {
    expect(walkBy(['appear'], { labels: ['car'] }).to(0.8, 0.6, 1).said).toEqual([]);
    expect(walkBy(['appear'], { labels: ['car', 'person'] }).to(0.8, 0.6, 1).said).toEqual(['appear 0']);
  });

  it('anywhere is for every track', () => {
    expect(walkBy(['appear'], { zoneId: null }).to(0.1, 0.6, 1).end().said).toEqual(['appear 0', 'appear end 0.8']);
  });

  const noonToOne = { day: 0, startMinute: 720, endMinute: 780 };
  const hours: [string, object[], string[]][] = [
    ['holds within its hours', [noonToOne], ['cross in 1.2']],
    ['does not hold on another day', [{ ...noonToOne, day: 1 }], []],
    ['does not hold before its hours', [{ day: 0, startMinute: 721, endMinute: 780 }], []],
    ['does not hold when its hours are over', [{ day: 0, startMinute: 0, endMinute: 720 }], []],
    ['holds in one of several', [{ ...noonToOne, day: 3 }, noonToOne], ['cross in 1.2']],
  ];
  it.each(hours)('%s', (_, times, said) => {
    expect(walkBy(['cross'], { hours: times }).look({ x: 0.3, y: 0.6 }).to(0.7, 0.6, 2).said).toEqual(said);
  });

  it('that lasts begins and ends with its hours', () => {
    const walk = walkBy(['appear'], { hours: [{ day: 0, startMinute: 721, endMinute: 722 }] });
    expect(walk.to(0.8, 0.6, 180, 1000).said).toEqual(['appear 60', 'appear end 120']);
  });
});

it('a mask covers what stands in it, not what only reaches into it', () => {
  const plan = planOf({ masks: [zones[0]!.polygon] });
  expect(masked(plan, standing({ x: 0.6, y: 0.5 }).box)).toBe(true);
  expect(masked(plan, standing({ x: 0.47, y: 0.5 }).box)).toBe(false);
  expect(masked(planOf({}), standing({ x: 0.6, y: 0.5 }).box)).toBe(false);
});
