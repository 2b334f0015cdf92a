// `npm test`: installs what is missing, then runs every check that CI runs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, nodePath, root } from './setup.mjs';

try {
  ensureInstalled();
  const child = spawn(nodePath(), [join(root, 'scripts', 'check.ts')], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  console.error(`npm test: ${error.message}`);
  process.exitCode = 1;
}
