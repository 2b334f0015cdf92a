import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ClockSteps, type ClockMemory, type Machine } from './clock-steps.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

const memorySchema = z.object({
  steps: z.array(z.object({ byMs: z.number(), latestMs: z.number(), earliestMs: z.number() })),
  bootId: z.string().nullable(),
  utcMinusUptimeMs: z.number(),
});

/**
 * Steps of the clock, remembered in a file: what a crash left half written can then be read by the clock of its time.
 * @param path written at the start and at each step; where it cannot be, only this life knows
 */
export function openClockSteps(
  path: string,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): ClockSteps {
  const keep = (memory: ClockMemory): void => {
    try {
      writeFileSync(`${path}.tmp`, JSON.stringify(memory), { mode: 0o600, flush: true });
      renameSync(`${path}.tmp`, path);
    } catch (error) {
      logger.warn({ err: error }, 'a step of the clock cannot be remembered');
    }
  };
  return new ClockSteps({ clock, machine: thisMachine(), memory: remembered(path), keep });
}

/** The same for who only looks: the file is left as it is. */
export function recallClockSteps(path: string, clock: Clock): ClockSteps {
  return new ClockSteps({ clock, machine: thisMachine(), memory: remembered(path) });
}

function remembered(path: string): ClockMemory | null {
  try {
    return memorySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The first start, or half written when the machine died.
    return null;
  }
}

/** Linux says which start of the machine this is; elsewhere nothing is known of what happened between two lives. */
function thisMachine(): Machine | null {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Monotonic since the start of the machine, the same for all processes: https://nodejs.org/api/process.html#processhrtimebigint
    return { bootId, uptimeMs: () => Number(process.hrtime.bigint() / 1_000_000n) };
  } catch {
    return null;
  }
}
