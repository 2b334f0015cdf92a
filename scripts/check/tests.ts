import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run, tell, type Program } from './programs.ts';

interface Report {
  readonly testResults: readonly {
    /** The file. */
    readonly name: string;
    readonly status: string;
    /** What went wrong with the file itself, outside a test. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** Runs sets of vitest.config.ts. */
function vitest(name: string, report: string, ...options: readonly string[]): Program {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { name, args: ['node_modules/vitest/vitest.mjs', 'run', ...options, ...reporters] };
}

const COMPLAINT_LINES = 12;

/** What failed, a block each with its first complaint: said last, where a log that was cut still has it. */
function failures({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    const file = relative(process.cwd(), name);
    if (tests.length === 0) return status === 'failed' ? [`${file}\n  ${message}`] : [];
    return tests.map(({ fullName, failureMessages }) => {
      const complaint = (failureMessages?.[0] ?? '').split('\n').slice(0, COMPLAINT_LINES).join('\n  ');
      return `${file}: ${fullName}\n  ${complaint}`;
    });
  });
}

/**
 * Runs all tests and prints the plain closing line from what the runners counted. Chromium keeps a core busy, so the tests in the
 * browser have none beside them but those of faults, one file each: these mostly wait. The rest comes afterwards, three files at once.
 */
export async function runTests(stop: AbortSignal): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-check-'));
  const reports = ['browser', 'faults', 'others'].map((name) => join(folder, `${name}.json`)) as [
    string,
    string,
    string,
  ];
  try {
    const browser = vitest('tests: browser', reports[0], '--project=browser');
    const faults = vitest('tests: faults', reports[1], '--project=faults', '--maxWorkers=1');
    const others = vitest('tests: all others', reports[2], '--project=!browser', '--project=!faults');
    console.log(`== ${faults.name} (those in the browser run meanwhile, and are told of below)`);
    const [ofFaults, inBrowser] = await Promise.all([run(faults, stop, { loud: true }), run(browser, stop)]);
    tell(browser, inBrowser);
    console.log(`== ${others.name}`);
    const ofOthers = await run(others, stop, { loud: true });
    const counted = reports.map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report);
    const sum = (of: (report: Report) => number) => counted.reduce((total, report) => total + of(report), 0);
    const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
    const [passed, failed] = [sum((report) => report.numPassedTests), sum((report) => report.numFailedTests)];
    for (const failure of counted.flatMap(failures)) console.log(`\nfailed: ${failure}`);
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return [ofFaults, inBrowser, ofOthers].every((outcome) => outcome.passed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
