import type { CameraId, CameraView, RenewalReason, StreamFacts } from '../../shared/camera.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { Settings } from '../../shared/settings.ts';
import type { FramesPlan } from '../ffmpeg/index.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import type { SecretBox } from '../host.ts';
import { keepsEverything, segmentSecondsOf } from '../modes/index.ts';
import type { StoredCamera } from '../services.ts';
import { CameraMonitor, type LiveFigures, type SizeOf } from './camera-monitor.ts';
import { runCamera } from './camera-run.ts';
import type { WatchTarget } from './process-watcher.ts';
import type { RunTools } from './run-job.ts';
import type { CameraStore } from './camera-store.ts';
import { testConnection } from './connection-test.ts';
import { decodesEnough, knownCodecs, sourceKey } from './run-plan.ts';
import type { StartGate } from './start-gate.ts';
import { Supervisor } from './supervisor.ts';

export interface RunningCameraTools {
  readonly run: RunTools;
  readonly store: CameraStore;
  readonly secrets: SecretBox;
  readonly settings: () => Settings;
  readonly emit: (event: ServerEvent) => void;
  readonly gate: StartGate;
  readonly live: LiveFigures | null;
  readonly sizeOf: SizeOf;
  readonly random: () => number;
  readonly raise: RaiseAlert;
  /** Whether all of a camera's footage is kept because nobody can look at its pictures. */
  readonly blind: (id: CameraId) => boolean;
  /** Told when a camera is off by a person's wish. */
  readonly disabled: (id: CameraId) => void;
}

/** A camera of the list with its supervisor and its figures. */
export class RunningCamera {
  readonly #tools: RunningCameraTools;
  readonly #supervisor: Supervisor;
  readonly #monitor: CameraMonitor;
  #stored: StoredCamera;

  constructor(stored: StoredCamera, tools: RunningCameraTools) {
    const { id } = stored.camera;
    this.#stored = stored;
    this.#tools = tools;
    this.#monitor = new CameraMonitor(id, tools.run.clock, tools.live, tools.sizeOf);
    const monitor = this.#monitor;
    this.#supervisor = new Supervisor(id, {
      clock: tools.run.clock,
      random: tools.random,
      gate: tools.gate,
      policy: () => tools.settings().reconnect,
      watch: () => tools.settings().watch,
      run: (job) => runCamera(tools.run, job),
      job: () => ({
        camera: this.#stored.camera,
        password: this.password(),
        codecs: this.#guarded('facts cannot be read', null, () =>
          knownCodecs(this.#stored.camera, tools.store.facts(id)),
        ),
        segmentSeconds: segmentSecondsOf(this.#stored.camera.recording, tools.settings().recording.segmentSeconds),
      }),
      probeSub: (signal) => this.#probeSub(signal),
      watcher: {
        facts: (facts) => this.#facts(facts),
        progress: (progress) => monitor.progress(progress),
        liveBytes: (count) => monitor.liveBytes(count),
        growing: (path) => monitor.growing(path),
        process: (control) => monitor.process(control),
      },
      onStatus: (status) => {
        if (status.state === 'ok') monitor.connected();
        tools.emit({ type: 'status', cameraId: id, status });
      },
      onChange: (change) =>
        this.#guarded('a change of state cannot be stored', undefined, () => tools.store.addStateChange(change)),
      onRestart: (reason, { count, paused }) => {
        monitor.restarted();
        tools.raise({ kind: 'process_restarted', severity: 'warning', cameraId: id, data: { reason, count } });
        if (!paused) return;
        const { pauseMinutes } = tools.settings().watch;
        tools.raise({
          kind: 'camera_unstable',
          severity: 'critical',
          cameraId: id,
          data: { restarts: count, pauseMinutes },
        });
      },
    });
  }

  stored(): StoredCamera {
    return this.#stored;
  }

  /** The password in clear; null when there is none or its key is lost. */
  password(): string | null {
    if (this.#stored.passwordSealed === null) return null;
    try {
      return this.#tools.secrets.open(this.#stored.passwordSealed);
    } catch (error) {
      this.#tools.run.logger.error({ cameraId: this.#stored.camera.id, err: error }, 'a password cannot be opened');
      return null;
    }
  }

  view(): CameraView {
    const { camera } = this.#stored;
    const hasSub = camera.source.kind === 'rtsp' && camera.source.subUrl !== null;
    const status = this.#supervisor.status();
    const stats = (): CameraView['stats'] => this.#monitor.stats(hasSub, this.#tools.blind(camera.id));
    return { camera, status, stats: status.state === 'disabled' ? null : stats() };
  }

  start(): void {
    if (this.#stored.camera.enabled) this.#supervisor.enable();
    else this.#tools.disabled(this.#stored.camera.id);
  }

  tryNow(): void {
    this.#supervisor.tryNow();
  }

  renew(why: RenewalReason): void {
    this.#supervisor.renew(why);
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  measure(): Promise<void> {
    return this.#monitor.measure();
  }

  /** Its process, for the watch; null when none runs. */
  watched(): WatchTarget | null {
    const { control } = this.#monitor;
    return control === null
      ? null
      : { cameraId: this.#stored.camera.id, control, told: (figures) => this.#monitor.seen(figures) };
  }

  moveTo(position: number): void {
    this.#stored = { ...this.#stored, camera: { ...this.#stored.camera, position } };
  }

  /** Takes over changed settings. What the run does not depend on (the name) costs no interruption. */
  async replace(stored: StoredCamera): Promise<void> {
    const before = this.#stored;
    this.#stored = stored;
    const started = this.#supervisor.status().state !== 'disabled';
    const frames = (of: StoredCamera): FramesPlan | null => this.#tools.run.frames?.prepare(of.camera) ?? null;
    const differs = runDiffers(before, stored) || !decodesEnough(frames(before), frames(stored));
    if (started && (!stored.camera.enabled || differs)) await this.#supervisor.disable();
    if (started || (stored.camera.enabled && !before.camera.enabled)) this.start();
  }

  #facts(facts: { readonly main: StreamFacts; readonly sub: StreamFacts | null }): void {
    this.#monitor.facts(facts);
    const { camera } = this.#stored;
    this.#guarded('facts cannot be stored', undefined, () => {
      const known = this.#tools.store.facts(camera.id);
      const found = { sourceKey: sourceKey(camera), ...facts };
      if (JSON.stringify(known) !== JSON.stringify(found)) this.#tools.store.saveFacts(camera.id, found);
    });
  }

  /** Looks at the sub stream over a connection of its own. */
  async #probeSub(signal: AbortSignal): Promise<boolean> {
    const { source, connectTimeoutMs } = this.#stored.camera;
    if (source.kind !== 'rtsp' || source.subUrl === null) return false;
    const alone = { ...source, mainUrl: source.subUrl, subUrl: null };
    const tested = { source: alone, password: this.password(), connectTimeoutMs };
    return (await testConnection(this.#tools.run, tested, signal)).main.ok;
  }

  /** A store that fails (a full disk) costs a line of history, never the recording. */
  #guarded<T>(problem: string, otherwise: T, act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.#tools.run.logger.error({ cameraId: this.#stored.camera.id, err: error }, problem);
      return otherwise;
    }
  }
}

function runDiffers(before: StoredCamera, after: StoredCamera): boolean {
  const essence = ({ camera, passwordSealed }: StoredCamera): string =>
    JSON.stringify([
      camera.source,
      camera.connectTimeoutMs,
      camera.record,
      keepsEverything(camera.recording),
      Buffer.from(passwordSealed ?? []).toString('hex'),
    ]);
  return essence(before) !== essence(after);
}
