import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRoots, type PlaceStore, type RootSetting } from '../../../src/engine/storage/index.ts';
import { createProbe, type Probe } from '../../../src/engine/storage/probe.ts';
import { SETTLE_MS } from '../../../src/engine/storage/root-state.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { memoryPlaces } from '../../support/roots.ts';

const logger = pino({ level: 'silent' });
let folder: string;
let places: PlaceStore;
let clock: FakeClock;
let settings: RootSetting[];
let alerts: string[];
let hung: string | null;
let asked: number;
let answered: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-roots-'));
  places = memoryPlaces();
  clock = new FakeClock();
  settings = [
    { path: join(folder, 'slow'), kind: 'slow' },
    { path: join(folder, 'a'), kind: 'fast' },
    { path: join(folder, 'b'), kind: 'fast' },
  ];
  alerts = [];
  hung = null;
  asked = 0;
  answered = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (probeRoot = createProbe()) =>
  createRoots({
    settings: () => settings,
    places,
    logger,
    clock,
    raise: ({ kind }) => void alerts.push(kind),
    // A file system that never answers cannot be had in a test.
    probe: (path, marker) => {
      asked += 1;
      const answer = path === hung ? new Promise<Probe>(() => undefined) : probeRoot(path, marker);
      return answer.finally(() => (answered += 1));
    },
  });
const at = (name: string) => join(folder, name);

describe('roots', () => {
  it('are made and marked when they are new; fast ones are written to first', async () => {
    const roots = open();
    await roots.start();
    expect(await roots.forWriting()).toMatchObject({ path: at('a'), kind: 'fast' });
    expect(roots.present().map(({ path }) => path)).toEqual([at('a'), at('b'), at('slow')]);
    expect(places.places()[0]).toMatchObject({ num: 1, kind: 'slow', location: at('slow') });
    expect(new Set(places.places().map(({ id }) => id)).size).toBe(3);
  });

  it('that are lost are left at once, never written to, and returned to after a while', async () => {
    const roots = open();
    await roots.start();
    const first = await roots.forWriting();
    await rename(at('a'), at('away'));
    await mkdir(at('a'));
    expect((await roots.forWriting()).path).toBe(at('b'));
    expect(alerts.filter((kind) => kind === 'root_lost')).toHaveLength(1);
    expect(roots.pathOf(first.num, 'camera/file.mp4')).toBeNull();
    expect(await readdir(at('a'))).toEqual([]);

    await rm(at('a'), { recursive: true });
    await rename(at('away'), at('a'));
    expect((await roots.forWriting()).path).toBe(at('b'));
    expect(alerts.filter((kind) => kind === 'root_back')).toHaveLength(4);
    await clock.advance(SETTLE_MS);
    expect(await roots.forWriting()).toEqual(first);
  });

  it('keep their number wherever they are', async () => {
    const roots = open();
    await roots.start();
    const { num } = await roots.forWriting();
    await rename(at('a'), at('elsewhere'));
    settings = [{ path: at('elsewhere'), kind: 'fast' }];
    await roots.look();
    expect(await roots.forWriting()).toEqual({ num, path: at('elsewhere'), kind: 'fast' });
  });

  it('that the settings name no more are read from, and not written to', async () => {
    const roots = open();
    await roots.start();
    const { num } = await roots.forWriting();
    settings = settings.filter(({ path }) => path !== at('a'));
    await roots.look();
    expect((await roots.forWriting()).path).toBe(at('b'));
    expect(roots.pathOf(num, 'camera/file.mp4')).toBe(join(at('a'), 'camera', 'file.mp4'));
  });

  it('with another disk are refused until a person accepts it; the old one lies nowhere then', async () => {
    const roots = open();
    await roots.start();
    const old = await roots.forWriting();
    await rm(at('a'), { recursive: true });
    await mkdir(at('a'));
    await roots.look();
    expect(roots.status()[0]).toMatchObject({ path: at('a'), state: 'missing' });
    await expect(roots.accept(at('nowhere'))).rejects.toMatchObject({ code: 'not_found' });
    await roots.accept(at('a'));
    expect(roots.status()[0]).toMatchObject({ path: at('a'), state: 'ok' });
    expect(roots.status()[0]?.num).not.toBe(old.num);
    expect(places.places().find(({ num }) => num === old.num)?.location).toBe('');
  });

  it('that hang cost no second question and hold nobody up', async () => {
    const roots = open();
    await roots.start();
    hung = at('a');
    asked = 0;
    // Their answers take real time, which the clock of the test knows nothing of.
    const othersAnswer = () => {
      const wanted = answered + 2;
      return eventually('the others to answer', () => answered >= wanted);
    };
    const first = roots.forWriting();
    await othersAnswer();
    await clock.advance(2000);
    expect((await first).path).toBe(at('b'));
    const second = roots.forWriting();
    await othersAnswer();
    await clock.advance(2000);
    await second;
    expect(asked).toBe(1 + 2 * 2);
    await clock.advance(10_000);
    const third = roots.forWriting();
    await othersAnswer();
    await clock.advance(0);
    await third;
    expect(roots.status()[0]).toMatchObject({ path: at('a'), state: 'slow', hanging: true });
    expect(roots.present().map(({ path }) => path)).not.toContain(at('a'));
  });

  it('under suspicion are left for another, but two in turn are not tried without a pause', async () => {
    const roots = open();
    await roots.start();
    const first = await roots.forWriting();
    expect(await roots.suspect(first.num)).toBe(true);
    const second = await roots.forWriting();
    expect(second.path).toBe(at('b'));
    await roots.suspect(second.num);
    const third = await roots.forWriting();
    expect(third.path).toBe(at('slow'));
    expect(await roots.suspect(third.num)).toBe(false);
  });

  it('say what is wrong when none can be written to', async () => {
    settings = [{ path: join(at('a'), 'x\0y'), kind: 'fast' }];
    const roots = open();
    await roots.start();
    await expect(roots.forWriting()).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(existsSync(at('a'))).toBe(false);
  });
});
