import type { CameraId } from '../../shared/camera.ts';
import type { DetectionPlan } from '../../shared/detection-plan.ts';
import type { Attribute, DetectionRun } from '../../shared/detection.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { DetectionsService } from '../services.ts';
import { BestPictures } from './best-pictures.ts';
import { CameraEvents, type Going } from './camera-events.ts';
import { crossingsOf } from './crossings.ts';
import { EventKeeper } from './keeper.ts';
import { viewOf } from './live-event.ts';
import { EventNumbers } from './numbers.ts';
import { PendingRows } from './pending.ts';
import type { DiskRoom } from './picture-room.ts';
import { PictureFiles } from './picture-files.ts';
import { PictureWriter } from './pictures.ts';
import { createDetectionsService } from './service.ts';
import type { EventStore } from './store.ts';
import { Teller } from './teller.ts';
import type { EventRecorder, Observation } from './types.ts';

export interface EventRecorderOptions {
  readonly store: EventStore;
  /** Folder of the pictures; made when the first is written. */
  readonly picturesRoot: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (event: ServerEvent) => void;
  readonly raise: RaiseAlert;
  /** The plan that holds for a camera now; null when there is no such camera. Names zones and trip-wires. */
  readonly plan: (cameraId: CameraId) => DetectionPlan | null;
  /** Days after which events of a camera are deleted. */
  readonly keepDays: (cameraId: CameraId) => number;
  /** The disk of the pictures; looked at by itself where this is absent. */
  readonly room?: () => Promise<DiskRoom>;
  /** Most bytes of pictures in memory. */
  readonly pictureBudgetBytes?: number;
}

export interface Events extends EventRecorder {
  readonly service: DetectionsService;
  /** Bytes of pictures in memory now. */
  pictureBytes(): number;
  /** Deletes what there is of a camera, with its pictures. What overlaps a lock of its footage stays. */
  forget(cameraId: CameraId): Promise<void>;
  /** The catalog was replaced by an older one: puts rows and pictures in order again. */
  restored(): void;
}

const TICK_MS = 1000;
/** What goes on is written so often, so that a crash knows how far it went. */
const TOUCH_MS = 10_000;
/** What a classifier says so long after the end is still taken. */
const LATE_MS = 30_000;
const STOP_MS = 3000;
const BUDGET_BYTES = 64 * 1024 * 1024;
const ENCODINGS = 2;
const WAITING = 64;

/** Makes the recorder of events. */
export function createEventRecorder(options: EventRecorderOptions): Events {
  return new Recorder(options);
}

class Recorder implements Events {
  readonly #options: EventRecorderOptions;
  readonly #cameras = new Map<CameraId, CameraEvents>();
  readonly #pending: PendingRows;
  readonly #numbers: EventNumbers;
  readonly #writer: PictureWriter;
  readonly #pictures: BestPictures;
  readonly #teller: Teller;
  readonly #keeper: EventKeeper;
  /** Over, but its last picture is still being written. */
  readonly #finishing = new Map<number, Going>();
  /** Over for some seconds, with the monotonic time of it. */
  readonly #late = new Map<number, { readonly going: Going; readonly atMs: number }>();
  readonly service: DetectionsService;
  #timer: Timer | null = null;
  #touchedMs = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    const { store, picturesRoot, clock, logger, emit, keepDays, pictureBudgetBytes = BUDGET_BYTES } = options;
    const files = new PictureFiles(picturesRoot);
    const { room = () => files.room() } = options;
    this.#pending = new PendingRows(store, logger);
    this.#numbers = new EventNumbers(store, logger);
    this.#writer = new PictureWriter({ files, logger, atOnce: ENCODINGS, mostWaiting: WAITING });
    this.#pictures = new BestPictures({
      budgetBytes: pictureBudgetBytes,
      writer: this.#writer,
      monotonic: () => clock.monotonic(),
      onWritten: (going) => this.#onPicture(going),
    });
    this.#teller = new Teller(clock, emit);
    const isLive = (id: number): boolean => this.#isLive(id);
    this.#keeper = new EventKeeper({ store, files, clock, logger, keepDays, isLive, room });
    this.service = createDetectionsService({ store, files, flush: () => this.#pending.flush(), isLive });
  }

  start(): void {
    const { store, clock, logger } = this.#options;
    try {
      const closed = store.closeOpen([]);
      if (closed > 0) logger.info({ closed }, 'events that a crash had left open were closed');
    } catch (error) {
      logger.error({ err: error }, 'events that are open cannot be closed');
    }
    this.#timer = clock.every(TICK_MS, () => this.#tick());
    this.#keeper.start();
  }

  observe(observation: Observation): void {
    try {
      this.#observe(observation);
    } catch (error) {
      this.#options.logger.error({ err: error, cameraId: observation.cameraId }, 'an observation failed');
    }
  }

  attributes(cameraId: CameraId, trackId: number, attributes: readonly Attribute[]): void {
    for (const going of this.#cameras.get(cameraId)?.attributes(trackId, attributes) ?? []) this.#changed(going);
    for (const { going } of this.#late.values()) {
      if (going.event.cameraId !== cameraId || going.event.trackId !== trackId) continue;
      going.record.attributes = attributes;
      this.#store(going);
      this.#teller.end(going);
    }
  }

  close(cameraId: CameraId, atMs: number): void {
    for (const going of this.#cameras.get(cameraId)?.close(atMs) ?? []) this.#end(going);
    this.#cameras.delete(cameraId);
  }

  addRun(run: DetectionRun): void {
    this.#pending.addRun(run);
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    for (const cameraId of [...this.#cameras.keys()]) this.close(cameraId, this.#options.clock.now());
    const late = Promise.withResolvers<void>();
    const limit = this.#options.clock.after(STOP_MS, late.resolve);
    await Promise.race([this.#finished(() => true), late.promise]);
    limit.cancel();
    await this.#keeper.stop();
    this.#pending.flush();
  }

  pictureBytes(): number {
    return this.#pictures.bytes;
  }

  async forget(cameraId: CameraId): Promise<void> {
    this.close(cameraId, this.#options.clock.now());
    await this.#finished((going) => going.event.cameraId === cameraId);
    // Written first, so that what there is of pictures becomes garbage; what cannot be written is swept at the next start.
    this.#pending.flush();
    this.#pending.drop(cameraId);
    for (const [id, { going }] of this.#late) if (going.event.cameraId === cameraId) this.#late.delete(id);
    await this.#keeper.forget(cameraId);
  }

  restored(): void {
    try {
      this.#options.store.closeOpen(this.#liveIds());
    } catch (error) {
      this.#options.logger.error({ err: error }, 'events that are open cannot be closed');
    }
    this.#keeper.sweepAll();
  }

  #observe(observation: Observation): void {
    const { cameraId, picture, atMs } = observation;
    const plan = this.#options.plan(cameraId);
    const camera = this.#camera(cameraId);
    const { begun, changed, ended } = camera.observe(observation);
    for (const crossing of crossingsOf(observation, plan)) this.#pending.addCrossing(crossing);
    for (const going of begun) this.#begin(going);
    // Of what ends with this picture too: it may be the only one.
    if (picture !== null) this.#pictures.see([...camera.going, ...ended], picture, atMs);
    for (const going of changed) this.#changed(going);
    for (const going of ended) this.#end(going);
  }

  #camera(cameraId: CameraId): CameraEvents {
    const known = this.#cameras.get(cameraId);
    if (known !== undefined) return known;
    const camera = new CameraEvents(
      cameraId,
      () => this.#options.plan(cameraId),
      () => this.#numbers.next(),
    );
    this.#cameras.set(cameraId, camera);
    return camera;
  }

  #begin(going: Going): void {
    this.#pictures.begin(going);
    this.#teller.begin(going);
    this.#store(going);
    this.#alert(going);
  }

  #changed(going: Going): void {
    this.#store(going);
    this.#teller.news(going);
  }

  #end(going: Going): void {
    this.#store(going);
    if (this.#pictures.end(going)) this.#finishing.set(going.event.id, going);
    else this.#finish(going);
  }

  #onPicture(going: Going): void {
    if (this.#finishing.has(going.event.id)) this.#finish(going);
    else this.#changed(going);
  }

  #finish(going: Going): void {
    this.#finishing.delete(going.event.id);
    this.#late.set(going.event.id, { going, atMs: this.#options.clock.monotonic() });
    this.#store(going);
    this.#teller.end(going);
  }

  #store({ event, record }: Going): void {
    this.#pending.addEvent({ event: viewOf(event, record), seenMs: event.seenMs });
  }

  #alert({ event: { rule, id, label, zone, cameraId, cameraName, direction } }: Going): void {
    if (rule === null || !rule.alert) return;
    const data = { event: id, label, rule: rule.name, ruleKind: rule.kind, zone, direction, camera: cameraName };
    // A warning, since somebody asked to be told: only those are shown on the desktop.
    this.#options.raise({ kind: 'event', severity: 'warning', cameraId, data, about: rule.id });
  }

  /** Resolves when the last pictures of these are written: one that is being written may be followed by a better one. */
  async #finished(which: (going: Going) => boolean): Promise<void> {
    while ([...this.#finishing.values()].some(which)) await this.#writer.idle();
  }

  #tick(): void {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs - this.#touchedMs >= TOUCH_MS) {
      this.#touchedMs = nowMs;
      for (const camera of this.#cameras.values()) for (const going of camera.going) this.#store(going);
    }
    for (const [id, { atMs }] of this.#late) if (nowMs - atMs > LATE_MS) this.#late.delete(id);
    this.#teller.tick();
    this.#pending.flush();
  }

  #isLive(id: number): boolean {
    if (this.#finishing.has(id)) return true;
    return [...this.#cameras.values()].some(({ going }) => going.some(({ event }) => event.id === id));
  }

  #liveIds(): number[] {
    const going = [...this.#cameras.values()].flatMap((camera) => camera.going);
    return [...going.map(({ event }) => event.id), ...this.#finishing.keys()];
  }
}
