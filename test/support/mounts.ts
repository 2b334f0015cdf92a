import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

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

  /** An empty ext4 in a file. */
  makeImage(name: string, megabytes: number): string {
    const image = this.path(name);
    writeFileSync(image, '');
    truncateSync(image, megabytes * 1_048_576);
    // Nothing is written by the kernel later on, of its own accord.
    const whole = 'lazy_itable_init=0,lazy_journal_init=0';
    if (!run('mkfs.ext4', '-q', '-F', '-E', whole, image)) throw new Error('cannot make a file system');
    return image;
  }

  mountImage(image: string, name: string): string {
    const path = this.path(name);
    mkdirSync(path, { recursive: true });
    if (!run('mount', '-o', 'loop', image, path)) throw new Error('cannot mount');
    this.#mounted.add(path);
    return path;
  }

  /** What the disk at this place would hold had the power gone now: its image while it is mounted. Null when it was written to meanwhile. */
  cutPower(name: string, image: string, copy: string): string | null {
    const device = execFileSync('findmnt', ['-no', 'SOURCE', this.path(name)], { encoding: 'utf8' }).trim();
    // Reads, writes and what is under way, counted by the kernel.
    const traffic = (): string => readFileSync(`/sys/block/${basename(device)}/stat`, 'utf8');
    const before = traffic();
    copyFileSync(image, copy);
    return traffic() === before && before.trim().split(/\s+/)[8] === '0' ? copy : null;
  }

  /** Repairs a file system as a start after a power cut does. */
  repair(image: string): void {
    // 1: errors were corrected.
    const { status } = spawnSync('e2fsck', ['-fy', image], { stdio: 'ignore' });
    if (status !== 0 && status !== 1) throw new Error(`the file system could not be repaired: ${status}`);
  }

  /** Lets nobody open a file for writing there any more, as when the kernel gives up a disk; a remount is refused while it is written to. */
  readOnly(name: string): void {
    const path = this.path(name);
    if (!run('mount', '--bind', path, path) || !run('mount', '-o', 'remount,bind,ro', path))
      throw new Error('cannot make it read-only');
  }

  /** Takes `readOnly` back. */
  writable(name: string): void {
    if (!run('umount', '-l', this.path(name))) throw new Error('cannot make it writable again');
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
    // One lies upon another where a disk was made read-only.
    for (const path of this.#mounted) while (run('umount', '-l', path));
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

/** Whether it lets tests mount the image of a disk. */
export function mayMountImages(): boolean {
  if (!mayMount()) return false;
  const trial = new Mounts();
  try {
    trial.mountImage(trial.makeImage('image', 8), 'trial');
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
