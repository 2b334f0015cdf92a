import type { CameraId } from '../../shared/camera.ts';
import type { TracksAt } from '../../shared/detection.ts';
import type { LiveControl, LiveStream } from '../../shared/live-protocol.ts';
import type { Run } from '../camera/index.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { FragmentSplitter } from '../media/index.ts';
import type { LiveViewer } from '../services.ts';
import { Channel, type ChannelLimits, type Gop } from './channel.ts';
import { gopFromFile, type GrowingSource } from './growing-source.ts';
import { Tail } from './tail.ts';

export interface LiveContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly growing: GrowingSource;
  readonly limits: ChannelLimits;
}

/** The two channels of one camera: sub from ffmpeg's pipe, main from the growing files, the latter only while watched. */
export class CameraLive {
  readonly #cameraId: CameraId;
  readonly #context: LiveContext;
  readonly #sub: Channel;
  readonly #main: Channel;
  readonly #seats = new Map<LiveViewer, { readonly asked: LiveStream; readonly channel: Channel }>();
  #run: Run | null = null;
  #splitter = new FragmentSplitter();
  #tail: Tail | null = null;
  #tailEnd: Promise<void> = Promise.resolve();

  constructor(cameraId: CameraId, context: LiveContext) {
    this.#cameraId = cameraId;
    this.#context = context;
    this.#sub = new Channel('sub', context.clock, context.limits);
    this.#main = new Channel('main', context.clock, context.limits);
  }

  get idle(): boolean {
    return this.#run === null && this.#seats.size === 0;
  }

  join(stream: LiveStream, viewer: LiveViewer): void {
    const channel = this.#channel(stream);
    this.#seats.set(viewer, { asked: stream, channel });
    channel.join(viewer);
    this.#updateTail();
  }

  leave(viewer: LiveViewer): void {
    this.#seats.get(viewer)?.channel.leave(viewer);
    this.#seats.delete(viewer);
    this.#updateTail();
  }

  begin(run: Run): void {
    this.#run = run;
    this.#splitter = new FragmentSplitter();
    this.#reseat();
    this.#updateTail();
  }

  live(bytes: Uint8Array): void {
    const run = this.#run;
    if (run === null || this.#sub.feed(this.#splitter.push(bytes), run.id)) return;
    // Cannot happen with a sane ffmpeg; the next run begins anew.
    this.#context.logger.warn({ cameraId: this.#cameraId }, 'the live stream of the sub stream is broken');
    this.#sub.stop();
  }

  /** What was seen in a frame of the present run; of an earlier one nobody has frames any more. */
  tracks(tracksAt: TracksAt): void {
    if (this.#run?.id !== tracksAt.runId) return;
    let json: string | null = null;
    const message = (): string => (json ??= JSON.stringify({ type: 'tracks', ...tracksAt } satisfies LiveControl));
    this.#sub.tell(message);
    this.#main.tell(message);
  }

  /** The run is over: viewers wait for the next. Resolves when no file is open any more. */
  async end(): Promise<void> {
    this.#run = null;
    this.#sub.stop();
    this.#updateTail();
    await this.#tailEnd;
  }

  async latestGop(stream: LiveStream): Promise<Gop | null> {
    const channel = this.#channel(stream);
    const kept = channel.gop();
    if (kept !== null || channel !== this.#main || this.#run === null) return kept;
    return gopFromFile(this.#context.growing, this.#cameraId);
  }

  /** Figures of the channel that serves this stream; null when nobody feeds it. */
  figures(stream: LiveStream): ReturnType<Channel['figures']> | null {
    if (stream === 'sub') return this.#run?.hasSub === true ? this.#sub.figures() : null;
    return this.#tail === null ? null : this.#main.figures();
  }

  #channel(stream: LiveStream): Channel {
    return stream === 'main' || this.#run?.hasSub === false ? this.#main : this.#sub;
  }

  /** The camera got or lost its sub stream: those who watch it sit down anew. */
  #reseat(): void {
    for (const [viewer, { asked, channel }] of this.#seats) {
      const better = this.#channel(asked);
      if (better === channel) continue;
      channel.leave(viewer);
      this.#seats.set(viewer, { asked, channel: better });
      // Between two runs every viewer waits, and knows it.
      better.join(viewer, true);
    }
  }

  #updateTail(): void {
    const wanted = this.#run !== null && this.#main.viewers > 0;
    if (wanted === (this.#tail !== null)) return;
    if (!wanted) {
      const tail = this.#tail;
      this.#tail = null;
      if (tail !== null) this.#tailEnd = tail.stop();
      this.#main.stop();
      return;
    }
    const { clock, logger, growing: source } = this.#context;
    const feed = this.#main.feed.bind(this.#main);
    this.#tail = new Tail({ cameraId: this.#cameraId, source, clock, logger, feed });
  }
}
