import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClockSteps, recallClockSteps } from '../../../src/engine/clock-memory.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const logger = pino({ level: 'silent' });
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-clock-memory-'));
  path = join(folder, 'clock.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the memory of steps of the clock', () => {
  it('outlives the program, and who only looks leaves it as it is', () => {
    const clock = new FakeClock();
    const steps = openClockSteps(path, { clock, logger });
    clock.setUtc(clock.now() + 60_000);
    steps.look();
    const text = readFileSync(path, 'utf8');
    expect(recallClockSteps(path, clock).known()).toEqual(steps.known());
    expect(steps.known().map(({ byMs }) => byMs)).toEqual([60_000]);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(openClockSteps(path, { clock, logger }).known()).toEqual(steps.known());
  });

  it('is begun anew where it is broken, and done without where it cannot be written', () => {
    const clock = new FakeClock();
    writeFileSync(path, '{"steps":[{');
    expect(openClockSteps(path, { clock, logger }).known()).toEqual([]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ steps: [] });
    const steps = openClockSteps(join(folder, 'no', 'such', 'folder.json'), { clock, logger });
    clock.setUtc(clock.now() - 60_000);
    expect(steps.known().map(({ byMs }) => byMs)).toEqual([-60_000]);
  });
});
