import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tell, type Program } from './programs.ts';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** Sets of vitest.config.ts whose tests keep a core busy. */
const BUSY = ['browser', 'pictures'];

function vitest(name: string, projects: readonly string[], report: string): Program {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const chosen = projects.map((project) => `--project=${project}`);
  return { name, args: ['node_modules/vitest/vitest.mjs', 'run', ...chosen, ...reporters] };
}

/**
 * Runs all tests and prints the plain closing line from what the runners counted. Two lanes at once: those that keep a core
 * busy, one file after the other, while the rest mostly waits for what comes in real time.
 */
export async function runTests(stop: AbortSignal): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-check-'));
  const reports = ['busy.json', 'others.json'].map((name) => join(folder, name)) as [string, string];
  try {
    const busy = vitest(`tests: ${BUSY.join(', ')}`, BUSY, reports[0]);
    const others = vitest(
      'tests: all others',
      BUSY.map((name) => `!${name}`),
      reports[1],
    );
    console.log(`== ${others.name} (${BUSY.join(' and ')} run meanwhile, and are told of below)`);
    const [shown, kept] = await Promise.all([run(others, stop, { loud: true }), run(busy, stop)]);
    tell(busy, kept);
    const counted = reports.map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report);
    const sum = (of: (report: Report) => number) => counted.reduce((total, report) => total + of(report), 0);
    const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
    const [passed, failed] = [sum((report) => report.numPassedTests), sum((report) => report.numFailedTests)];
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return shown.passed && kept.passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
