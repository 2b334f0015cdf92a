import type { CameraId, CameraStatus, FailureReason } from '../../shared/camera.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import type { Clock, Timer } from '../clock.ts';

/** What is known of an enabled camera. Times are UTC milliseconds. */
interface Known {
  readonly ok: boolean;
  readonly reason: FailureReason | null;
  /** When its pictures ended, or were to begin. */
  readonly lostMs: number;
  /** What people were told: nothing yet, or that it is down or back. */
  readonly told: 'nothing' | 'down' | 'back';
}

/** Without pictures for less than this is a flicker, and a return that does not last so long is none. */
const SETTLED_MS = 5000;
/** Of a lone camera its own alert says it all. */
const MANY = 2;

/** Turns the states of cameras into alerts: one when a camera is down, one when it is back; and when none is left, one loud one. */
export class Outages {
  readonly #clock: Clock;
  readonly #raise: RaiseAlert;
  readonly #cameras = new Map<CameraId, Known>();
  readonly #timers = new Map<CameraId, Timer>();
  #allDownMs: number | null = null;
  #toldAllBack = false;

  constructor(clock: Clock, raise: RaiseAlert) {
    this.#clock = clock;
    this.#raise = raise;
  }

  heed(event: ServerEvent): void {
    if (event.type === 'camera_removed') this.#forget(event.cameraId);
    if (event.type === 'status') this.#status(event.cameraId, event.status);
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #status(id: CameraId, status: CameraStatus): void {
    if (status.state === 'disabled') return this.#forget(id);
    const ok = status.state === 'ok';
    const before = this.#cameras.get(id);
    const turned = before?.ok !== ok;
    const known: Known = {
      ok,
      reason: 'reason' in status ? status.reason : (before?.reason ?? null),
      lostMs: before === undefined || (turned && !ok && before.told !== 'down') ? this.#clock.now() : before.lostMs,
      told: before?.told ?? 'nothing',
    };
    this.#cameras.set(id, known);
    if (turned) this.#settleLater(id);
    if (status.state === 'retrying' || status.state === 'connection_failed') this.#settle(id);
  }

  #forget(id: CameraId): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    this.#cameras.delete(id);
    this.#judgeAll();
  }

  #settleLater(id: CameraId): void {
    this.#timers.get(id)?.cancel();
    this.#timers.set(
      id,
      this.#clock.after(SETTLED_MS, () => this.#settle(id)),
    );
  }

  #settle(id: CameraId): void {
    const known = this.#cameras.get(id);
    // A first connection has its time: without a reason nothing has failed yet.
    if (known === undefined || (!known.ok && known.reason === null)) return;
    const told = known.ok ? 'back' : 'down';
    if (told === known.told) return;
    this.#cameras.set(id, { ...known, told });
    if (told === 'down') {
      this.#raise({ kind: 'camera_down', severity: 'warning', cameraId: id, data: { reason: known.reason } });
    } else {
      // Also at its first picture: an alert of an earlier life of the program may still last.
      const downMs = known.told === 'down' ? this.#clock.now() - known.lostMs : null;
      this.#raise({ kind: 'camera_back', severity: 'info', cameraId: id, data: { downMs } });
    }
    this.#judgeAll();
  }

  #judgeAll(): void {
    const all = [...this.#cameras.values()];
    const nowMs = this.#clock.now();
    if (all.length >= MANY && all.every(({ told }) => told === 'down')) {
      if (this.#allDownMs !== null) return;
      this.#allDownMs = nowMs;
      this.#raise({ kind: 'all_cameras_down', severity: 'critical', data: { cameras: all.length } });
      return;
    }
    const anyBack = all.length === 0 || all.some(({ told }) => told === 'back');
    if (!anyBack || (this.#allDownMs === null && this.#toldAllBack)) return;
    const downMs = this.#allDownMs === null ? null : nowMs - this.#allDownMs;
    this.#allDownMs = null;
    this.#toldAllBack = true;
    this.#raise({ kind: 'cameras_back', severity: 'info', data: { downMs } });
  }
}
