import type { Fault, StreamName } from './faults.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from './server.ts';

/**
 * What another process may ask of a simulator, one JSON object a line; each is answered by a line with the same `id`.
 * `start` comes first. Times are UTC milliseconds.
 */
export type ControlRequest =
  | { readonly op: 'start'; readonly options: Omit<SimulatorOptions, 'clock'> }
  | { readonly op: 'fault'; readonly camera: string; readonly fault: Fault & { readonly forMs?: number } }
  | { readonly op: 'heal'; readonly camera: string }
  | {
      readonly op: 'sentAt';
      readonly camera: string;
      readonly stream: StreamName;
      readonly frame: number;
      readonly beforeMs: number;
    }
  | {
      readonly op: 'sentBetween';
      readonly camera: string;
      readonly stream: StreamName;
      readonly fromMs: number;
      readonly toMs: number;
    }
  | { readonly op: 'clients' }
  | { readonly op: 'closePort' }
  | { readonly op: 'openPort' };

export type ControlAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

/** Carries out requests on one simulator, in order. */
export class Control {
  #simulator: Simulator | null = null;

  /** Answers one line. Never rejects: what goes wrong is in the answer. */
  async handle(line: string): Promise<ControlAnswer> {
    let id = 0;
    try {
      const request = JSON.parse(line) as ControlRequest & { readonly id: number };
      id = request.id;
      return { id, ok: true, result: (await this.#perform(request)) ?? null };
    } catch (error) {
      return { id, ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  async stop(): Promise<void> {
    await this.#simulator?.stop();
    this.#simulator = null;
  }

  async #perform(request: ControlRequest): Promise<unknown> {
    if (request.op === 'start') {
      if (this.#simulator !== null) throw new Error('already started');
      this.#simulator = await startSimulator(request.options);
      return { host: this.#simulator.host, port: this.#simulator.port };
    }
    const simulator = this.#simulator;
    if (simulator === null) throw new Error('not started');
    switch (request.op) {
      case 'fault':
        return simulator.camera(request.camera).fault(request.fault);
      case 'heal':
        return simulator.camera(request.camera).heal();
      case 'sentAt':
        return simulator.camera(request.camera).sentAt(request.stream, request.frame, request.beforeMs);
      case 'sentBetween':
        return simulator.camera(request.camera).sentBetween(request.stream, request.fromMs, request.toMs);
      case 'clients':
        return simulator.clients();
      case 'closePort':
        return simulator.closePort();
      case 'openPort':
        return simulator.openPort();
      default:
        throw new Error('no such request');
    }
  }
}
