// `npm start`: installs and builds what is missing, then opens the window; where there can be none, runs the server.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt, ensureInstalled, hostFlags, nodePath, root } from './setup.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Path of Electron's binary, fetched at the first start; null where it is not to be had. A failure is remembered for a day. */
function electronBinary() {
  const folder = join(root, 'node_modules', 'electron');
  const known = () => {
    const pathFile = join(folder, 'path.txt');
    const path = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8')) : null;
    return path !== null && existsSync(path) ? path : null;
  };
  const failed = join(root, 'node_modules', '.cache', 'vigil', 'electron-unreachable');
  if (known() !== null) return known();
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < DAY_MS) return null;
  console.log("Vigil: fetching Electron's binary (once)");
  spawnSync(nodePath(), [join(folder, 'install.js')], { cwd: root, stdio: 'ignore', timeout: 300_000 });
  if (known() === null) {
    mkdirSync(dirname(failed), { recursive: true });
    writeFileSync(failed, '');
  }
  return known();
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Runs the product and ends with its exit code; hands signals on. */
function runProduct(command, args, extraStdio = []) {
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit', ...extraStdio] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm runs scripts by a shell, and a shell that is ended does not say so to us: its being gone has to be noticed.
  const starter = process.ppid;
  setInterval(() => {
    if (process.ppid !== starter) child.kill('SIGTERM');
  }, 1000).unref();
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

function start() {
  const args = process.argv.slice(2);
  ensureInstalled();
  ensureBuilt();
  const server = join(root, 'out', 'server', 'index.js');
  const serverArgs = [...hostFlags, server, ...args.filter((arg) => arg !== '--server')];
  // The channel tells the server when this process is gone, however it went.
  const runServer = () => runProduct(nodePath(), serverArgs, ['ipc']);
  if (args.includes('--server') || args.includes('--help')) return runServer();
  if (!hasDisplay()) {
    console.log('Vigil: there is no display here, so the server starts instead of the window.');
    return runServer();
  }
  const electron = electronBinary();
  if (electron === null) {
    console.log("Vigil: Electron's binary cannot be had here, so the server starts instead of the window.");
    return runServer();
  }
  return runProduct(electron, [`--js-flags=${hostFlags.join(' ')}`, root, ...args]);
}

try {
  start();
} catch (error) {
  console.error(`Vigil cannot start: ${error.message}`);
  process.exitCode = 1;
}
