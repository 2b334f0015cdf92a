import { lookup as dnsLookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import {
  cameraInputSchema,
  type Camera,
  type CameraId,
  type CameraInput,
  type CameraView,
  type RenewalReason,
} from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import { ClockSteps } from '../clock-steps.ts';
import type { Clock, Timer } from '../clock.ts';
import type { ChildLedger, CredentialDoor, FfmpegBinary, StartProcess } from '../ffmpeg/index.ts';
import type { Host } from '../host.ts';
import type { Logger } from '../logger.ts';
import type { CameraService, RecordingsRemoval, StoredCamera } from '../services.ts';
import type { LiveFigures, SizeOf } from './camera-monitor.ts';
import type { RunTools } from './run-job.ts';
import type { CameraStore } from './camera-store.ts';
import { testConnection } from './connection-test.ts';
import { newCameraId } from './ids.ts';
import { Outages } from './outages.ts';
import { lookAtProcesses, ProcessWatcher, type LookAtProcesses } from './process-watcher.ts';
import { RunningCamera, type RunningCameraTools } from './running-camera.ts';
import type { FramesWanted, GrowingPlace, RunSink } from './run-sinks.ts';
import { takeSnapshot, type GopSource } from './snapshot.ts';
import { StartGate } from './start-gate.ts';

export interface CameraServiceOptions {
  readonly store: CameraStore;
  readonly host: Host;
  readonly clock: Clock;
  /** Absent: such of its own. */
  readonly steps?: ClockSteps;
  readonly logger: Logger;
  /** Asked for each run, so that a change of the setting takes hold; null when none is fit. */
  readonly ffmpeg: () => FfmpegBinary | null;
  /** Null when it could not listen. */
  readonly door: CredentialDoor | null;
  readonly place: GrowingPlace;
  /** Absent: nothing is ever decoded. */
  readonly frames?: FramesWanted;
  readonly sinks: readonly RunSink[];
  readonly settings: () => Settings;
  readonly emit: (event: ServerEvent) => void;
  /** Deletes the footage of a camera, the locked only `withLocked`. */
  readonly removeRecordings: (id: CameraId, withLocked: boolean) => Promise<void>;
  readonly gops: GopSource;
  /** Told when a camera has no footage by a person's wish (after its run has ended). */
  readonly noFootage?: (id: CameraId, reason: 'disabled') => void;
  readonly live?: LiveFigures;
  /** Whether all of a camera's footage is kept because nobody can look at its pictures. Absent: no. */
  readonly blind?: (id: CameraId) => boolean;
  /** Absent: nobody is told of trouble. */
  readonly raise?: RaiseAlert;
  readonly lookAtProcesses?: LookAtProcesses;
  readonly sizeOf?: SizeOf;
  readonly random?: () => number;
  readonly lookup?: (host: string) => Promise<string | null>;
  readonly startProcess?: StartProcess;
  readonly ledger?: ChildLedger;
}

/** RFC 2606: no host is ever called so. */
const UNKNOWN_URL = 'rtsp://address-unknown.invalid/';

/** The cameras with their lifetime: `start` once, `stop` once. */
export interface Cameras extends CameraService {
  start(): Promise<void>;
  /** Ends every run in order; resolves when no ffmpeg is left. */
  stop(): Promise<void>;
  /** A camera of which nothing is known but its footage: off, with an address that leads nowhere. */
  addFound(id: CameraId, name: string): Promise<CameraView>;
  /** Ends the runs of these cameras for others at once; one that has no run is left alone. */
  renew(ids: readonly CameraId[], why: RenewalReason): void;
  /** Tries the cameras that wait because their footage could not be written. */
  retryStorage(): void;
  /** A camera as it is stored; null when there is none. */
  find(id: CameraId): Camera | null;
  /** Passwords in use, for masking logs. */
  secrets(): readonly string[];
}

/** How many cameras may be starting at the same time: a recorder that starts with a hundred must not storm the network. */
const STARTS_AT_ONCE = 4;
const STATS_EVERY_MS = 2000;

export function createCameraService(options: CameraServiceOptions): Cameras {
  return new CameraKeeper(options);
}

class CameraKeeper implements Cameras {
  readonly #options: CameraServiceOptions;
  readonly #tools: RunTools;
  readonly #running: RunningCameraTools;
  readonly #cameras = new Map<CameraId, RunningCamera>();
  readonly #closing = new AbortController();
  readonly #outages: Outages;
  readonly #watcher: ProcessWatcher;
  #statsTimer: Timer | null = null;
  /** Changes to the list happen one after the other. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(options: CameraServiceOptions) {
    this.#options = options;
    this.#tools = {
      clock: options.clock,
      steps: options.steps ?? new ClockSteps({ clock: options.clock }),
      logger: options.logger,
      ffmpeg: options.ffmpeg,
      door: options.door,
      lookup: options.lookup ?? resolveHost,
      place: options.place,
      ...(options.frames === undefined ? {} : { frames: options.frames }),
      sinks: options.sinks,
      ...(options.startProcess === undefined ? {} : { start: options.startProcess }),
      ...(options.ledger === undefined ? {} : { ledger: options.ledger }),
    };
    const raise = options.raise ?? (() => undefined);
    this.#outages = new Outages(options.clock, raise);
    this.#watcher = new ProcessWatcher({
      clock: options.clock,
      logger: options.logger,
      settings: () => options.settings().watch,
      targets: () => [...this.#cameras.values()].map((camera) => camera.watched()).filter((target) => target !== null),
      look: options.lookAtProcesses ?? lookAtProcesses,
    });
    this.#running = {
      run: this.#tools,
      store: options.store,
      secrets: options.host.secrets,
      settings: options.settings,
      raise,
      emit: (event) => this.#emit(event),
      gate: new StartGate(STARTS_AT_ONCE),
      live: options.live ?? null,
      blind: options.blind ?? (() => false),
      sizeOf: options.sizeOf ?? (async (path) => (await stat(path)).size),
      random: options.random ?? Math.random,
      disabled: (id) => options.noFootage?.(id, 'disabled'),
    };
    for (const stored of options.store.list()) this.#adopt(stored);
  }

  async start(): Promise<void> {
    await this.#refreshDemo();
    for (const camera of this.#cameras.values()) camera.start();
    this.#statsTimer = this.#options.clock.every(STATS_EVERY_MS, () => this.#tellStats());
    this.#watcher.start();
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    this.#statsTimer?.cancel();
    this.#watcher.stop();
    this.#outages.stop();
    await this.#changes.catch(() => undefined);
    await Promise.all([...this.#cameras.values()].map((camera) => camera.close()));
  }

  renew(ids: readonly CameraId[], why: RenewalReason): void {
    for (const id of ids) this.#cameras.get(id)?.renew(why);
  }

  retryStorage(): void {
    for (const camera of this.#cameras.values()) {
      const { status } = camera.view();
      if ('reason' in status && status.reason === 'disk') camera.tryNow();
    }
  }

  secrets(): readonly string[] {
    return [...this.#cameras.values()].map((camera) => camera.password()).filter((password) => password !== null);
  }

  list(): CameraView[] {
    return [...this.#cameras.values()]
      .map((camera) => camera.view())
      .sort((a, b) => a.camera.position - b.camera.position || a.camera.createdMs - b.camera.createdMs);
  }

  find(id: CameraId): Camera | null {
    return this.#cameras.get(id)?.stored().camera ?? null;
  }

  get(id: CameraId): CameraView {
    return this.#find(id).view();
  }

  add(input: CameraInput): Promise<CameraView> {
    return this.#change(() => Promise.resolve(this.#insert(input, false)));
  }

  update(id: CameraId, input: CameraInput): Promise<CameraView> {
    return this.#change(async () => {
      const running = this.#find(id);
      const before = running.stored();
      const passwordSealed = input.password === undefined ? before.passwordSealed : this.#seal(input.password);
      const { name, enabled, source, connectTimeoutMs, record, recording, detection } = input;
      const hasPassword = passwordSealed !== null;
      const camera: Camera = {
        ...before.camera,
        name,
        enabled,
        source,
        connectTimeoutMs,
        record,
        recording,
        detection,
        hasPassword,
      };
      this.#options.store.update({ camera, passwordSealed });
      await running.replace({ camera, passwordSealed });
      return this.#told(running);
    });
  }

  setEnabled(id: CameraId, enabled: boolean): Promise<CameraView> {
    return this.#change(async () => {
      const running = this.#find(id);
      const before = running.stored();
      const stored = { ...before, camera: { ...before.camera, enabled } };
      this.#options.store.update(stored);
      await running.replace(stored);
      return this.#told(running);
    });
  }

  remove(id: CameraId, recordings: RecordingsRemoval): Promise<void> {
    return this.#change(async () => {
      const running = this.#find(id);
      await running.close();
      this.#options.store.remove(id);
      this.#cameras.delete(id);
      this.#emit({ type: 'camera_removed', cameraId: id });
      if (recordings !== 'keep') await this.#options.removeRecordings(id, recordings === 'delete_locked');
    });
  }

  reorder(ids: readonly CameraId[]): Promise<void> {
    return this.#change(() => {
      const unknown = ids.find((id) => !this.#cameras.has(id));
      if (unknown !== undefined) throw new VigilError('not_found', `no camera ${unknown}`);
      const named = new Set(ids);
      const rest = this.list().map(({ camera }) => camera.id);
      const order = [...named, ...rest.filter((id) => !named.has(id))];
      this.#options.store.reorder(order);
      order.forEach((id, position) => this.#find(id).moveTo(position));
      for (const view of this.list()) this.#options.emit({ type: 'camera', view });
      return Promise.resolve();
    });
  }

  tryNow(id: CameraId): Promise<CameraView> {
    return this.#change(() => {
      const running = this.#find(id);
      if (!running.stored().camera.enabled) throw new VigilError('camera_disabled', 'the camera is disabled');
      running.tryNow();
      return Promise.resolve(running.view());
    });
  }

  test: CameraService['test'] = async (request, signal) => {
    // A password that was typed, null for none, or the stored one of the camera that is being edited.
    const lender = request.cameraId === undefined ? null : this.#find(request.cameraId);
    const password = request.password === undefined ? (lender?.password() ?? null) : request.password;
    const all = AbortSignal.any([signal, this.#closing.signal]);
    return testConnection(this.#tools, { ...request, password }, all);
  };

  snapshot: CameraService['snapshot'] = async (id, stream, signal) => {
    const { camera, status } = this.get(id);
    if (!camera.enabled) throw new VigilError('camera_disabled', 'the camera is disabled');
    if (status.state !== 'ok') throw new VigilError('camera_offline', 'the camera delivers no pictures now');
    const hasSub = camera.source.kind === 'rtsp' && camera.source.subUrl !== null;
    const wanted = stream === 'sub' && !hasSub ? 'main' : stream;
    const all = AbortSignal.any([signal, this.#closing.signal]);
    return takeSnapshot(this.#tools, this.#options.gops, { cameraId: id, stream: wanted, signal: all });
  };

  history: CameraService['history'] = (id, limit, beforeMs) => {
    this.#find(id);
    return this.#options.store
      .history(id, limit, beforeMs)
      .map(({ atMs, state, reason, attempt, log }) => ({ atMs, state, reason, attempt, log }));
  };

  addDemo(): Promise<CameraView[]> {
    return this.#change(async () => {
      const { demo } = this.#options.host;
      if (demo === undefined) throw new VigilError('demo_unavailable', 'there are no simulated cameras here');
      const inputs = await demo.start();
      const there = new Map(this.#demos().map((running) => [running.stored().camera.name, running]));
      return inputs.map((input) => there.get(input.name)?.view() ?? this.#insert(input, true));
    });
  }

  addFound(id: CameraId, name: string): Promise<CameraView> {
    const source = { kind: 'rtsp', mainUrl: UNKNOWN_URL, subUrl: null, transport: 'tcp', username: null } as const;
    const input = cameraInputSchema.parse({ name, enabled: false, source });
    return this.#change(() => Promise.resolve(this.#insert(input, false, id)));
  }

  #insert(input: CameraInput, demo: boolean, id = newCameraId()): CameraView {
    const passwordSealed = this.#seal(input.password ?? null);
    const { name, enabled, source, connectTimeoutMs, record, recording, detection } = input;
    const position = Math.max(-1, ...this.list().map(({ camera }) => camera.position)) + 1;
    const createdMs = this.#options.clock.now();
    const hasPassword = passwordSealed !== null;
    const settings = { name, enabled, source, connectTimeoutMs, record, recording, detection };
    const camera: Camera = { id, ...settings, hasPassword, demo, position, createdMs };
    const stored: StoredCamera = { camera, passwordSealed };
    this.#options.store.insert(stored);
    const running = this.#adopt(stored);
    // Nobody hears of the state of a camera before the camera itself.
    this.#told(running);
    running.start();
    return running.view();
  }

  #adopt(stored: StoredCamera): RunningCamera {
    const running = new RunningCamera(stored, this.#running);
    this.#cameras.set(stored.camera.id, running);
    return running;
  }

  #told(running: RunningCamera): CameraView {
    const view = running.view();
    this.#options.emit({ type: 'camera', view });
    return view;
  }

  #find(id: CameraId): RunningCamera {
    const camera = this.#cameras.get(id);
    if (camera === undefined) throw new VigilError('not_found', 'no such camera');
    return camera;
  }

  #seal(password: string | null): Uint8Array | null {
    return password === null || password === '' ? null : this.#options.host.secrets.seal(password);
  }

  #demos(): RunningCamera[] {
    return [...this.#cameras.values()].filter((running) => running.stored().camera.demo);
  }

  /** Simulated cameras may be elsewhere after a restart of the program. */
  async #refreshDemo(): Promise<void> {
    const demos = this.#demos();
    const { demo } = this.#options.host;
    if (demos.length === 0 || demo === undefined) return;
    try {
      const inputs = await demo.start();
      for (const running of demos) {
        const before = running.stored();
        const input = inputs.find(({ name }) => name === before.camera.name);
        if (input === undefined) continue;
        const stored = { ...before, camera: { ...before.camera, source: input.source } };
        this.#options.store.update(stored);
        await running.replace(stored);
      }
    } catch (error) {
      this.#options.logger.error({ err: error }, 'the simulated cameras could not be started');
    }
  }

  #tellStats(): void {
    const all = [...this.#cameras.values()];
    // Nobody waits for the looks: one disk that hangs must not silence the figures of all cameras.
    for (const camera of all) void camera.measure();
    const stats = all.map((camera) => camera.view().stats).filter((figures) => figures !== null);
    if (stats.length > 0) this.#options.emit({ type: 'stats', stats });
  }

  #emit(event: ServerEvent): void {
    this.#options.emit(event);
    this.#outages.heed(event);
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(() => {
      if (this.#closing.signal.aborted) throw new VigilError('conflict', 'the program is closing');
      return work();
    });
    this.#changes = result.catch(() => undefined);
    return result;
  }
}

async function resolveHost(host: string): Promise<string | null> {
  try {
    return (await dnsLookup(host)).address;
  } catch {
    return null;
  }
}
