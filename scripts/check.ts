// Everything that CI checks: `npm run check` is exactly CI. First what is found without the product running, then the tests.
import { runAll, type Program } from './check/programs.ts';
import { runTests } from './check/tests.ts';

const bin = (name: string, file: string) => `node_modules/${name}/${file}`;

/** The longest first, so that at the end none runs alone for long. */
const programs: readonly Program[] = [
  { name: 'types', args: ['scripts/typecheck.ts'] },
  {
    name: 'lint',
    args: [
      bin('eslint', 'bin/eslint.js'),
      ...['.', '--max-warnings', '0'],
      ...['--cache', '--cache-location', 'node_modules/.cache/eslint/'],
    ],
  },
  { name: 'format', args: [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'build', args: ['-e', "import('./scripts/setup.mjs').then(({ ensureBuilt }) => ensureBuilt())"] },
  {
    name: 'layers',
    args: [bin('dependency-cruiser', 'bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'src'],
  },
  { name: 'API document', args: ['scripts/api.ts', '--check'] },
  { name: 'test rules', args: ['scripts/lint-tests.ts'] },
];

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

async function check(): Promise<string[]> {
  const failed = await runAll(programs, 2, stop.signal);
  return failed.length > 0 || (await runTests(stop.signal)) ? failed : ['tests'];
}

const failed = await check().catch((error: unknown) => {
  if (stop.signal.aborted) return ['it was ended'];
  throw error;
});
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
