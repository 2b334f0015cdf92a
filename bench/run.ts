// `npm run bench`: all benchmarks one after the other; `--quick` goes on to each.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const names = [
  'record',
  'live',
  'seek',
  'catalog',
  'sync',
  'recover',
  'tracker',
  'inference',
  'events',
  'quality',
  'detect',
];
let failed = false;
for (const name of names) {
  console.log(`== ${name}`);
  const file = join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
