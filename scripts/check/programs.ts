// Programs that check something, run as children of their own.
import { spawn } from 'node:child_process';

export interface Program {
  readonly name: string;
  /** For Node: a script and its arguments. */
  readonly args: readonly string[];
}

export interface Outcome {
  readonly passed: boolean;
  /** What it wrote; empty when it wrote to the terminal itself. */
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs one to its end.
 * @param options.loud it has the terminal and writes there itself
 * @throws AbortError when `stop` is aborted; the program is ended then
 */
export async function run(program: Program, stop: AbortSignal, options: { loud?: boolean } = {}): Promise<Outcome> {
  const startedMs = performance.now();
  const out = options.loud === true ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, program.args, { stdio: ['ignore', out, out], signal: stop });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const passed = await new Promise<boolean>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve(code === 0));
  });
  return { passed, output, seconds: Math.round((performance.now() - startedMs) / 1000) };
}

/** Prints how one has ended, and what it said. */
export function tell({ name }: Program, { passed, output, seconds }: Outcome): void {
  console.log(`== ${name}, ${seconds} s${passed ? '' : ': failed'}`);
  if (output.trim() !== '') console.log(output.trimEnd());
}

/** Runs all of them, so many at a time, and tells of each when it is over. Answers the names of those that failed. */
export async function runAll(programs: readonly Program[], atOnce: number, stop: AbortSignal): Promise<string[]> {
  const left = [...programs];
  const failed: string[] = [];
  const lane = async () => {
    for (let program = left.shift(); program !== undefined; program = left.shift()) {
      const outcome = await run(program, stop);
      tell(program, outcome);
      if (!outcome.passed) failed.push(program.name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return failed;
}
