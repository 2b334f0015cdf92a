import type { Camera, CameraId } from '../../shared/camera.ts';
import type { Run, RunSink } from '../camera/index.ts';
import type { Clock } from '../clock.ts';
import type { FramesPlan } from '../ffmpeg/index.ts';
import type { Logger } from '../logger.ts';
import { NutReader, type RawPicture } from '../media/index.ts';
import { joinWants, type FrameConsumer, type FramesWant } from './frame.ts';
import { LentFrame, Mailbox } from './mailbox.ts';

export interface FrameHubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly consumers: readonly FrameConsumer[];
}

/** Decoded pictures of all cameras, from their runs to whoever wants them. */
export interface FrameHub extends RunSink {
  /** What a run of this camera has to decode; null: nothing. From now on, frames go to those who want them of this camera. */
  prepare(camera: Camera): FramesPlan | null;
  /** The camera is gone. */
  forget(cameraId: CameraId): void;
}

/** Buffers that lie ready per run: one that is being filled, one that is looked at, one that waits. */
const KEPT_BUFFERS = 3;

interface Recipient {
  readonly consumer: FrameConsumer;
  readonly mailbox: Mailbox;
  want: FramesWant | null;
}

export function createFrameHub(options: FrameHubOptions): FrameHub {
  const recipients = new Map<CameraId, readonly Recipient[]>();
  const runs = new Map<CameraId, RunFrames>();
  const of = (run: Run): RunFrames | null => {
    const frames = runs.get(run.cameraId);
    return frames?.run.id === run.id ? frames : null;
  };
  const recipientsOf = (cameraId: CameraId): readonly Recipient[] => {
    const known = recipients.get(cameraId);
    if (known !== undefined) return known;
    const failed = (error: unknown): void =>
      options.logger.error({ cameraId, err: error }, 'a frame was not looked at');
    const made = options.consumers.map((consumer): Recipient => ({
      consumer,
      mailbox: new Mailbox(consumer, failed),
      want: null,
    }));
    recipients.set(cameraId, made);
    return made;
  };
  return {
    prepare(camera) {
      const all = recipientsOf(camera.id);
      for (const recipient of all) recipient.want = recipient.consumer.want(camera);
      return joinWants(all.map(({ want }) => want));
    },
    forget(cameraId) {
      recipients.delete(cameraId);
      for (const consumer of options.consumers) consumer.forget(cameraId);
    },
    begin(run) {
      if (run.frames !== undefined) runs.set(run.cameraId, new RunFrames(run, options, recipientsOf(run.cameraId)));
    },
    frames: (run, bytes) => of(run)?.push(bytes),
    end(run) {
      if (of(run) === null) return;
      runs.delete(run.cameraId);
      for (const { consumer, mailbox } of recipientsOf(run.cameraId)) {
        mailbox.close();
        consumer.ended(run.cameraId);
      }
    },
    facts: () => undefined,
    progress: () => undefined,
    segment: () => undefined,
    live: () => undefined,
  };
}

/** The pictures of one run. */
class RunFrames {
  readonly run: Run;
  readonly #options: FrameHubOptions;
  readonly #recipients: readonly Recipient[];
  readonly #reader: NutReader;
  readonly #free: Buffer[] = [];
  #complained = false;

  constructor(run: Run, options: FrameHubOptions, recipients: readonly Recipient[]) {
    this.run = run;
    this.#options = options;
    this.#recipients = recipients;
    this.#reader = new NutReader({
      allocate: (sizeBytes) => this.#allocate(sizeBytes),
      onPicture: (picture) => this.#hand(picture),
    });
  }

  push(bytes: Buffer): void {
    this.#reader.push(bytes);
    if (this.#reader.broken === null || this.#complained) return;
    this.#complained = true;
    const why = this.#reader.broken;
    this.#options.logger.error({ cameraId: this.run.cameraId, why }, 'decoded pictures cannot be read any more');
  }

  #allocate(sizeBytes: number): Buffer {
    const free = this.#free.pop();
    return free?.length === sizeBytes ? free : Buffer.allocUnsafeSlow(sizeBytes);
  }

  #hand(picture: RawPicture): void {
    const { id: runId, cameraId, mediaEpochMs } = this.run;
    const { mediaMs, width, height, data } = picture;
    // Files and devices have time stamps of their own: there, the moment of arrival must do.
    const atMs = mediaEpochMs === undefined ? this.#options.clock.now() : Math.round(mediaEpochMs + mediaMs);
    const lent = new LentFrame({ cameraId, runId, mediaMs, atMs, width, height, data }, () => this.#giveBack(data));
    for (const { want, mailbox } of this.#recipients) if (want !== null) mailbox.offer(lent, want.fps);
    lent.release();
  }

  #giveBack(data: Buffer): void {
    if (this.#free.length < KEPT_BUFFERS) this.#free.push(data);
  }
}
