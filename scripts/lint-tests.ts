// Refuses tests that cannot fail or that wait for time to pass: see CONTRIBUTING.md.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rules: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /\b(it|test|describe)\.only\(/, why: 'leaves the other tests out' },
  { pattern: /\b(it|test|describe)\.skip\(/, why: 'is never run; use skipIf with a plain reason' },
  {
    pattern: /new Promise(<\w*>)?\(\(?\w+\)? => setTimeout\(\w+, ?[\d_]+\)\)/,
    why: 'sleeps; wait for the thing itself',
  },
  { pattern: /timers\/promises/, why: 'sleeps; use test/support/eventually.ts or the fake clock' },
  { pattern: /\.length\)\.(toBeGreaterThan\(0\)|not\.toBe\(0\))/, why: 'says only that there is something' },
  { pattern: /expect\(true\)|expect\(1\)\.toBe\(1\)/, why: 'cannot fail' },
  { pattern: /vi\.(mock|doMock)\(/, why: 'mocks a module; hand in a small interface instead' },
];

/** Names of tests whose body asserts nothing. */
function assertless(source: string): string[] {
  const blocks = source.split(/^\s*(?:it|test)(?:\.\w+(?:\([^)]*\))?)*\((?=\s*['"`])/m).slice(1);
  return blocks
    .filter((block) => !/\b(expect|assert|eventually)\b|expect\w+\(/.test(block))
    .map((block) => block.slice(0, 60));
}

const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => /\.test\.tsx?$/.test(name));
let found = 0;
for (const name of files) {
  const path = join('test', name);
  const source = readFileSync(path, 'utf8');
  source.split('\n').forEach((line, index) => {
    for (const { pattern, why } of rules) {
      if (!pattern.test(line)) continue;
      found += 1;
      console.error(`${path}:${index + 1} ${why}: ${line.trim()}`);
    }
  });
  for (const block of assertless(source)) {
    found += 1;
    console.error(`${path} has a test that asserts nothing: ${block}`);
  }
}
process.exitCode = found > 0 ? 1 : 0;
