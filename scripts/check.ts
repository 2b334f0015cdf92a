// Everything that CI checks, in order of how soon it finds a fault. `npm run check` is exactly CI.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './setup.mjs';

interface Step {
  readonly name: string;
  readonly run: () => boolean;
}

function node(...args: string[]): boolean {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

function bin(name: string, file: string): string {
  return join('node_modules', name, file);
}

/** Runs the tests and prints the plain closing line from what the runner counted. */
function tests(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-check-'));
  const report = join(folder, 'report.json');
  try {
    const passed = node(
      bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    );
    const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    const skipped = (counts['numPendingTests'] ?? 0) + (counts['numTodoTests'] ?? 0);
    console.log(
      `\n${counts['numPassedTests'] ?? 0} passed, ${counts['numFailedTests'] ?? 0} failed, ${skipped} skipped`,
    );
    return passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const steps: readonly Step[] = [
  { name: 'format', run: () => node(bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.') },
  { name: 'typecheck', run: () => node('scripts/typecheck.ts') },
  {
    name: 'lint',
    run: () =>
      node(
        bin('eslint', 'bin/eslint.js'),
        '.',
        '--max-warnings',
        '0',
        '--cache',
        '--cache-location',
        'node_modules/.cache/eslint/',
      ),
  },
  {
    name: 'layers',
    run: () =>
      node(bin('dependency-cruiser', 'bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'src'),
  },
  { name: 'test rules', run: () => node('scripts/lint-tests.ts') },
  { name: 'API document', run: () => node('scripts/api.ts', '--check') },
  {
    name: 'build',
    run: () => {
      ensureBuilt();
      return true;
    },
  },
  { name: 'tests', run: tests },
];

for (const { name, run } of steps) {
  console.log(`== ${name}`);
  if (run()) continue;
  console.error(`check: ${name} failed`);
  process.exitCode = 1;
  break;
}
