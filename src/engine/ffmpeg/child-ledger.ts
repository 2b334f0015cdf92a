import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Logger } from '../logger.ts';

/** A child of ours. `mark` stands in its command line and in no other's: the id of its run. */
const childSchema = z.object({ pid: z.number().int().min(2), mark: z.string().min(12) });
const childrenSchema = z.array(childSchema);
type Child = z.infer<typeof childSchema>;

/** Answers the command line of a process; null when there is none. */
export type CommandOf = (pid: number) => Promise<string | null>;

/**
 * Remembers the children in a file, for where the operating system does not end them with us (macOS, Windows): the next start
 * ends what a killed host has left.
 */
export class ChildLedger {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #children = new Map<number, string>();

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  add(pid: number, mark: string): void {
    this.#children.set(pid, mark);
    this.#write();
  }

  remove(pid: number): void {
    if (this.#children.delete(pid)) this.#write();
  }

  /** Ends what an earlier host has left; a process that only has the number of one of ours is left alone. Answers how many were ended. */
  async endLeft(commandOf: CommandOf = commandLineOf): Promise<number> {
    let ended = 0;
    for (const { pid, mark } of await this.#read()) {
      const command = await commandOf(pid).catch(() => null);
      if (command === null || !command.includes(mark)) continue;
      try {
        process.kill(pid, 'SIGKILL');
        ended += 1;
        this.#logger.warn({ pid }, 'ended an ffmpeg that an earlier run of the program has left');
      } catch {
        // It has gone meanwhile.
      }
    }
    return ended;
  }

  async #read(): Promise<readonly Child[]> {
    try {
      return childrenSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch {
      // None, or half written when the machine died: then nothing is left either.
      return [];
    }
  }

  #write(): void {
    const children: Child[] = [...this.#children].map(([pid, mark]) => ({ pid, mark }));
    try {
      if (children.length === 0) rmSync(this.#path, { force: true });
      else writeFileSync(this.#path, JSON.stringify(children), { mode: 0o600 });
    } catch (error) {
      this.#logger.warn({ err: error }, 'the list of children cannot be written');
    }
  }
}

const run = promisify(execFile);

/** By the means of each operating system, without a shell. */
const commandLineOf: CommandOf = async (pid) => {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  if (process.platform === 'win32') {
    const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
    return (await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query])).stdout;
  }
  return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
};
