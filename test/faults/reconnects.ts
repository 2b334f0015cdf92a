import { readFileSync, readdirSync } from 'node:fs';
import { eventually } from '../support/eventually.ts';
import { descendants } from '../support/processes.ts';
import type { Rig } from './rig.ts';

/** What a host holds: its resident memory, open files and descendants. */
export interface Holdings {
  readonly memoryBytes: number;
  readonly handles: number;
  readonly processes: number;
}

/** By /proc; Linux only. */
export function holdings(pid: number): Holdings {
  const kib = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return {
    memoryBytes: kib * 1024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    processes: descendants(pid).length,
  };
}

/** Lets every camera lose its connection so many times, each as soon as it has come back; answers what the host held after each. */
export async function reconnect(rig: Rig, times: number): Promise<Holdings[]> {
  const pid = rig.product().process.pid!;
  const held: Holdings[] = [];
  for (let at = 0; at < times; at += 1) {
    const before = await Promise.all(
      rig.cameras.map(async (camera) => (await rig.view(camera)).stats?.reconnects ?? 0),
    );
    for (const camera of rig.cameras) await rig.simulator.fault(camera.name, { kind: 'drop', reset: true });
    const sinceMs = Date.now();
    for (const [index, camera] of rig.cameras.entries()) {
      await eventually(
        `${camera.name} to connect again`,
        async () => ((await rig.view(camera)).stats?.reconnects ?? 0) > before[index]!,
        { timeoutMs: 45_000, everyMs: 50 },
      );
      await rig.recovered(camera, sinceMs);
    }
    held.push(holdings(pid));
  }
  return held;
}
