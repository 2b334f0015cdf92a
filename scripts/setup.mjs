// What `npm start` and `npm test` do before anything else. Runs on the machine's own Node (20 or later), so it uses
// nothing but Node: afterwards everything runs on the Node of node_modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installStamp = join(root, 'node_modules', '.vigil-install');
const buildStamp = join(root, 'out', '.vigil-build');

/** The Node that all scripts run on, from the npm package `node`. */
export function nodePath() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules', 'node', 'bin', name);
}

/**
 * Room for young objects, MB, for the host's V8: pinned, since it would otherwise wander between 1 and 32 (twice that, there are two of
 * them) with what the collector last found, and with it the memory of an idle recorder. docs/reliability.md has the figures.
 */
const YOUNG_MB = 8;

/** What the host's JavaScript engine is started with; Electron takes the same by `--js-flags`. */
export const hostFlags = [`--min-semi-space-size=${YOUNG_MB}`, `--max-semi-space-size=${YOUNG_MB}`];

function filesBelow(path) {
  return readdirSync(join(root, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(paths) {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

function stampIs(path, value) {
  return existsSync(path) && readFileSync(path, 'utf8') === value;
}

function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, value);
}

function run(what, command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status === 0) return;
  throw new Error(`${what} failed${error ? `: ${error.message}` : ''}`);
}

/** Installs the packages of the lock file, when it has changed since the last time. */
export function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`Node 20 or later is needed; this is ${process.version}`);
  }
  const wanted = hashOf([join(root, 'package.json'), join(root, 'package-lock.json')]);
  if (stampIs(installStamp, wanted) && existsSync(nodePath())) return;
  // npm would empty the folder behind the link, which others may be using.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error('node_modules is a link to a folder with other packages; remove the link, or install there');
  }
  console.log('Vigil: installing packages (once; a minute or two)');
  // npm is run by its own script, not by a shell, so that this works on Windows too.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // Its post-install would download CUDA libraries, which we do not use.
  const env = { ONNXRUNTIME_NODE_INSTALL: 'skip' };
  if (npm?.endsWith('.js')) run('npm ci', process.execPath, [npm, ...args], env);
  else run('npm ci', 'npm', args, env);
  if (!existsSync(nodePath())) throw new Error('the npm package "node" brought no Node for this platform');
  writeStamp(installStamp, wanted);
}

/** Builds the product, when a source has changed since the last time. */
export function ensureBuilt() {
  const configs = ['package-lock.json', 'electron.vite.config.ts', 'vite.server.config.ts', 'tsconfig.base.json'];
  const wanted = hashOf([...filesBelow('src'), ...configs.map((name) => join(root, name))]);
  if (stampIs(buildStamp, wanted)) return;
  console.log('Vigil: building (once after each change)');
  const bin = (name, file) => join(root, 'node_modules', name, file);
  run('the build of the desktop program', nodePath(), [
    bin('electron-vite', 'bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ]);
  run('the build of the server', nodePath(), [
    bin('vite', 'bin/vite.js'),
    'build',
    '--config',
    'vite.server.config.ts',
    '--logLevel',
    'warn',
  ]);
  writeStamp(buildStamp, wanted);
}
