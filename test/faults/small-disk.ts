import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A small ext4 disk in a file, mounted at `path`. Linux, as root. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all of the room that is left. */
  fill(): void;
  empty(): void;
  /** Nothing is written to it until `thaw`: whoever tries hangs. */
  freeze(): void;
  thaw(): void;
  /** The folder is there, the disk is not. */
  detach(): void;
  attach(): void;
  /** Most bytes a second that are written to it; null: as many as there can be. False when this machine cannot do so. */
  throttle(bytesPerSecond: number | null): boolean;
  remove(): void;
}

const THROTTLE = '/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device';

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
}

/** Makes one; null, with a plain line, where mounting is not permitted. */
export function makeSmallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-disk-'));
  const image = join(folder, 'disk.img');
  const path = join(folder, 'mounted');
  let device: string | null = null;
  try {
    mkdirSync(path);
    writeFileSync(image, '');
    truncateSync(image, megabytes * 1_000_000);
    run('mkfs.ext4', '-q', '-m', '0', image);
    device = run('losetup', '-f', '--show', image);
    run('mount', device, path);
  } catch (error) {
    if (device !== null) spawnSync('losetup', ['-d', device]);
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write(`disk faults are skipped: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
  return operate(device, path, folder);
}

function operate(device: string, path: string, folder: string): SmallDisk {
  const ballast = join(path, 'ballast');
  const throttle = (bytesPerSecond: number | null): boolean => {
    if (!existsSync(THROTTLE)) return false;
    const number = readFileSync(`/sys/block/${basename(device)}/dev`, 'utf8').trim();
    writeFileSync(THROTTLE, `${number} ${bytesPerSecond ?? 0}`);
    return true;
  };
  return {
    path,
    // dd ends with an error when the disk is full: that is what it is for.
    fill: () => void spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' }),
    empty: () => rmSync(ballast, { force: true }),
    freeze: () => void run('fsfreeze', '-f', path),
    thaw: () => void spawnSync('fsfreeze', ['-u', path]),
    detach: () => void run('umount', '-l', path),
    attach: () => void run('mount', device, path),
    throttle,
    remove() {
      throttle(null);
      spawnSync('fsfreeze', ['-u', path]);
      spawnSync('umount', ['-l', path]);
      spawnSync('losetup', ['-d', device]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
