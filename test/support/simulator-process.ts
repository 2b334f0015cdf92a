import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type {
  ControlAnswer,
  ControlRequest,
  Fault,
  SentFrame,
  SimulatorOptions,
  StreamName,
} from '../../src/simulator/index.ts';

/** A simulator in a process of its own, so that its work is not counted with what is measured. */
export interface SimulatorProcess {
  readonly port: number;
  readonly pid: number;
  url(camera: string, stream?: StreamName): string;
  fault(camera: string, fault: Fault & { readonly forMs?: number }): Promise<void>;
  heal(camera: string): Promise<void>;
  /** Newest send of the picture with this number at or before `beforeMs`, UTC milliseconds. */
  sentAt(camera: string, stream: StreamName, frame: number, beforeMs: number): Promise<SentFrame | null>;
  sentBetween(camera: string, stream: StreamName, fromMs: number, toMs: number): Promise<SentFrame[]>;
  clients(): Promise<{ connected: number; playing: number; dropped: number }>;
  closePort(): Promise<void>;
  openPort(): Promise<void>;
  stop(): Promise<void>;
}

type Ask = (request: ControlRequest) => Promise<unknown>;

/** Starts one; it ends with `stop`, or by itself when this process is gone. @throws Error when it cannot start */
export async function startSimulatorProcess(options: Omit<SimulatorOptions, 'clock'>): Promise<SimulatorProcess> {
  const cli = join(import.meta.dirname, '../../src/simulator/cli.ts');
  const child = spawn(process.execPath, [cli, '--control'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const waiting = new Map<number, (answer: ControlAnswer) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as ControlAnswer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  void exited.then(() => {
    for (const [id, answer] of waiting) answer({ id, ok: false, error: 'the simulator has ended' });
  });
  let last = 0;
  const ask: Ask = async (request) => {
    last += 1;
    const id = last;
    const answered = new Promise<ControlAnswer>((resolve) => waiting.set(id, resolve));
    child.stdin.write(`${JSON.stringify({ ...request, id })}\n`);
    const answer = await answered;
    if (!answer.ok) throw new Error(answer.error);
    return answer.result;
  };
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await exited;
  };
  try {
    const { host, port } = (await ask({ op: 'start', options })) as { host: string; port: number };
    return {
      ...remote(ask),
      port,
      pid: child.pid ?? 0,
      url: (camera, stream = 'main') => `rtsp://${host}:${port}/${camera}/${stream}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function remote(ask: Ask): Omit<SimulatorProcess, 'port' | 'pid' | 'url' | 'stop'> {
  return {
    fault: async (camera, fault) => void (await ask({ op: 'fault', camera, fault })),
    heal: async (camera) => void (await ask({ op: 'heal', camera })),
    sentAt: (camera, stream, frame, beforeMs) =>
      ask({ op: 'sentAt', camera, stream, frame, beforeMs }) as Promise<SentFrame | null>,
    sentBetween: (camera, stream, fromMs, toMs) =>
      ask({ op: 'sentBetween', camera, stream, fromMs, toMs }) as Promise<SentFrame[]>,
    clients: () => ask({ op: 'clients' }) as Promise<{ connected: number; playing: number; dropped: number }>,
    closePort: async () => void (await ask({ op: 'closePort' })),
    openPort: async () => void (await ask({ op: 'openPort' })),
  };
}
