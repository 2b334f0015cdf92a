import { readFileSync, readdirSync } from 'node:fs';

/** Process ids of all that descend from `pid`, by /proc. Linux only. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readProc(name, 'stat') : null;
    // The command's name may hold spaces and brackets; the fields that count come after its closing bracket (proc(5)).
    if (stat !== null) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found = [pid];
  for (let at = 0; at < found.length; at += 1) {
    for (const [child, parent] of parents) if (parent === found[at]) found.push(child);
  }
  return found.slice(1);
}

/** The command line as other users see it; null when the process is gone. */
export function commandLine(pid: number): string | null {
  return readProc(String(pid), 'cmdline')?.replaceAll('\0', ' ') ?? null;
}

/** Whether the process is there and no zombie. */
export function isAlive(pid: number): boolean {
  const stat = readProc(String(pid), 'stat');
  return stat !== null && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

function readProc(pid: string, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
