import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function run(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Small disks in memory at folders of their own. Linux, and only as a user who may mount. */
export class Mounts {
  readonly folder = mkdtempSync(join(tmpdir(), 'vigil-mounts-'));
  readonly #mounted = new Set<string>();

  path(name: string): string {
    return join(this.folder, name);
  }

  mount(name: string, megabytes: number): string {
    const path = this.path(name);
    mkdirSync(path, { recursive: true });
    if (!run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'vigil-test', path)) throw new Error('cannot mount');
    this.#mounted.add(path);
    return path;
  }

  readOnly(name: string, on: boolean): void {
    // A disk that is written to cannot be made read-only in order; the kernel does so when it fails.
    if (!run('mount', '-o', on ? 'remount,ro' : 'remount,rw', this.path(name))) throw new Error('cannot remount');
  }

  /** Shows the disk at another place too, so that it outlives being taken away. */
  bind(from: string, to: string): string {
    const path = this.path(to);
    mkdirSync(path, { recursive: true });
    if (!run('mount', '--bind', this.path(from), path)) throw new Error('cannot bind');
    this.#mounted.add(path);
    return path;
  }

  /** Takes the disk away under whoever uses it. */
  takeAway(name: string): void {
    if (!run('umount', '-l', this.path(name))) throw new Error('cannot unmount');
    this.#mounted.delete(this.path(name));
  }

  close(): void {
    for (const path of this.#mounted) run('umount', '-l', path);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether this machine lets tests mount; one plain line says so when not. */
export function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return says();
  const trial = new Mounts();
  try {
    trial.mount('trial', 1);
    return true;
  } catch {
    return says();
  } finally {
    trial.close();
  }
}

function says(): false {
  process.stderr.write('skipped: this user may not mount disks\n');
  return false;
}
