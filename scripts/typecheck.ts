// Each layer is checked alone, with only that layer's library and types: what a layer may not use, it cannot name. What is no part of
// the product is checked together.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const layers = [
  'src/shared',
  'src/engine',
  'src/simulator',
  'src/server',
  'src/main',
  'src/preload',
  'src/renderer',
  '.',
];

let failed = false;
for (const layer of layers.filter((folder) => existsSync(`${folder}/tsconfig.json`))) {
  const buildInfo = `node_modules/.cache/tsc/${layer === '.' ? 'all' : layer.replace('/', '-')}.tsbuildinfo`;
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', layer, '--incremental', '--tsBuildInfoFile', buildInfo],
    { stdio: 'inherit' },
  );
  if (status !== 0) {
    process.stderr.write(`typecheck: ${layer} failed\n`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
