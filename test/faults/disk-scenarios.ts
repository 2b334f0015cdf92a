import { readdirSync } from 'node:fs';
import { eventually } from '../support/eventually.ts';
import type { GapReason } from '../../src/shared/recording.ts';
import type { Rig } from './rig.ts';
import type { Scenario } from './scenario.ts';
import type { SmallDisk } from './small-disk.ts';

/** How long a disk that nobody need notice at once stays faulty, by the frames that a camera sends. */
const FAULT_MS = 8000;

async function lasted(rig: Rig): Promise<void> {
  const sinceMs = Date.now();
  const name = rig.cameras[0]!.name;
  await eventually(
    'the fault to have lasted',
    async () => {
      const sent = await rig.simulator.sentBetween(name, 'main', sinceMs, Number.MAX_SAFE_INTEGER);
      return (sent.at(-1)?.sentMs ?? 0) >= sinceMs + FAULT_MS;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

/** What a disk that is not well may be called. */
const diskly: readonly GapReason[] = ['disk', 'stalled', 'timeout', 'ffmpeg_broken', 'ffmpeg_killed', 'renewed'];

/** Faults of the one disk that all cameras are recorded to. */
export function diskScenarios(disk: SmallDisk): readonly Scenario[] {
  const scenario = (name: string, begin: () => void, end: () => void, check = (): void => undefined): Scenario => ({
    name,
    reasons: diskly,
    backWithinSeconds: 15,
    async provoke(rig) {
      begin();
      await lasted(rig);
      check();
    },
    heal: end,
  });
  const throttled = scenario(
    'disk: 20 kB a second',
    () => disk.throttle(20_000),
    () => void disk.throttle(null),
  );
  return [
    scenario(
      'disk: full',
      () => disk.fill(),
      () => disk.empty(),
    ),
    scenario(
      'disk: hangs (every write waits)',
      () => disk.freeze(),
      () => disk.thaw(),
    ),
    scenario(
      'disk: taken away',
      () => disk.detach(),
      () => disk.attach(),
      () => {
        const written = readdirSync(disk.path);
        if (written.length > 0) throw new Error(`written to the empty mount point: ${written.join(', ')}`);
      },
    ),
    ...(disk.throttle(null) ? [throttled] : []),
  ];
}
