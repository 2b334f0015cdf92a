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

function vitest(name: string, project: string, report: string): Program {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { name, args: ['node_modules/vitest/vitest.mjs', 'run', `--project=${project}`, ...reporters] };
}

/**
 * Runs all tests and prints the plain closing line from what the runners counted. Two lanes at once: chromium keeps a core busy, one
 * file after the other, while the rest mostly waits for what comes in real time.
 */
export async function runTests(stop: AbortSignal): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-check-'));
  const [inBrowser, elsewhere] = [join(folder, 'browser.json'), join(folder, 'elsewhere.json')];
  try {
    const browser = vitest('tests in the browser', 'browser', inBrowser);
    const others = vitest('other tests', '!browser', elsewhere);
    console.log(`== ${others.name}; those in the browser run meanwhile and are told of below`);
    const [shown, kept] = await Promise.all([run(others, stop, { loud: true }), run(browser, stop)]);
    tell(browser, kept);
    const reports = [inBrowser, elsewhere].map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report);
    const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
    const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
    const [passed, failed] = [sum((report) => report.numPassedTests), sum((report) => report.numFailedTests)];
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return shown.passed && kept.passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
