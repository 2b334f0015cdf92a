export interface FeedEvents {
  /** Bytes are in the buffer, and no more are queued. */
  appended(): void;
  /** The buffer cannot go on; the feed is closed. */
  failed(): void;
}

type Job =
  { readonly kind: 'append'; readonly bytes: Uint8Array } | { readonly kind: 'reset'; readonly mimeType: string };

/** How much is kept behind the playhead, and when the rest is removed. Seconds. */
const keepBehind = 10;
const trimAt = 20;

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** The picture that a video shows now, as a data URL; null when it shows none. */
function pictureOf(video: HTMLVideoElement): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d');
  if (context === null || canvas.width === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  context.drawImage(video, 0, 0);
  return canvas.toDataURL('image/jpeg', 0.8);
}

/**
 * One MediaSource on one video element, with one queue of appends. `start` begins a stream: what was buffered goes,
 * but the picture that is shown stays until the first one of the new stream.
 */
export class MediaFeed {
  readonly #video: HTMLVideoElement;
  readonly #events: FeedEvents;
  #source: MediaSource | null = null;
  #buffer: SourceBuffer | null = null;
  #mimeType = '';
  #url: string | null = null;
  #jobs: Job[] = [];
  /** Emptying the buffer takes two steps: remove, then set the type. */
  #removing = false;

  constructor(video: HTMLVideoElement, events: FeedEvents) {
    this.#video = video;
    this.#events = events;
  }

  /** Begins a stream of this type; its initialisation segment is pushed next. */
  start(mimeType: string): void {
    this.#jobs = [{ kind: 'reset', mimeType }];
    if (this.#source === null) this.#open();
    else this.#pump();
  }

  push(bytes: Uint8Array): void {
    this.#jobs.push({ kind: 'append', bytes });
    this.#pump();
  }

  /** Whether everything that was pushed is in the buffer. */
  idle(): boolean {
    return this.#jobs.length === 0 && this.#buffer?.updating === false;
  }

  /** The range that holds the newest frame, seconds of media time. */
  newestRange(): { readonly start: number; readonly end: number } | null {
    const ranges = this.#attached()?.buffered;
    if (ranges === undefined || ranges.length === 0) return null;
    return { start: ranges.start(ranges.length - 1), end: ranges.end(ranges.length - 1) };
  }

  /** Lets go of a MediaSource that is broken; the next one is opened by `start`. The last picture stays as poster. */
  abandon(): void {
    const picture = pictureOf(this.#video);
    this.close();
    if (picture !== null) this.#video.poster = picture;
  }

  /** Lets go of the MediaSource. The element shows its poster, or nothing. */
  close(): void {
    this.#jobs = [];
    this.#buffer = null;
    this.#source = null;
    this.#mimeType = '';
    if (this.#url === null) return;
    URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  /** The buffer, while it still belongs to an open source: touching it otherwise throws. */
  #attached(): SourceBuffer | null {
    return this.#source?.readyState === 'open' ? this.#buffer : null;
  }

  #open(): void {
    const source = new MediaSource();
    this.#source = source;
    this.#url = URL.createObjectURL(source);
    source.addEventListener('sourceopen', () => this.#pump(), { once: true });
    this.#video.src = this.#url;
  }

  #fail(): void {
    this.abandon();
    this.#events.failed();
  }

  #create(source: MediaSource, mimeType: string): void {
    const buffer = source.addSourceBuffer(mimeType);
    buffer.addEventListener('updateend', () => {
      // A push may have begun the next append before this event came; its own event is still to come.
      if (this.#buffer !== buffer || buffer.updating) return;
      if (this.#jobs.length > 0 || this.#trim()) this.#pump();
      if (this.idle()) this.#events.appended();
    });
    buffer.addEventListener('error', () => {
      if (this.#buffer === buffer) this.#fail();
    });
    this.#buffer = buffer;
    this.#mimeType = mimeType;
  }

  #pump(): void {
    const source = this.#source;
    if (source === null) return;
    if (source.readyState !== 'open') {
      // `ended` and `closed` after having been open: the browser gave the source up, as after a decoding error.
      if (this.#buffer !== null) this.#fail();
      return;
    }
    if (this.#buffer?.updating === true) return;
    const job = this.#jobs[0];
    if (job === undefined) return;
    try {
      if (job.kind === 'reset') this.#reset(source, job.mimeType);
      else this.#append();
    } catch {
      this.#fail();
    }
  }

  #reset(source: MediaSource, mimeType: string): void {
    const buffer = this.#buffer;
    if (buffer === null) {
      this.#create(source, mimeType);
    } else if (!this.#removing && buffer.buffered.length > 0) {
      this.#removing = true;
      buffer.remove(0, Infinity);
      return;
    } else if (this.#mimeType !== mimeType) {
      buffer.changeType(mimeType);
      this.#mimeType = mimeType;
    }
    this.#removing = false;
    this.#jobs.shift();
    this.#pump();
  }

  /** Appends all that is queued in one go: a burst costs one turn of the browser's machinery, not thirty. */
  #append(): void {
    const next = this.#jobs.findIndex((job) => job.kind !== 'append');
    const count = next === -1 ? this.#jobs.length : next;
    const parts = this.#jobs.slice(0, count).flatMap((job) => (job.kind === 'append' ? [job.bytes] : []));
    try {
      this.#buffer?.appendBuffer(joined(parts));
      this.#jobs.splice(0, count);
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      if (!full || !this.#remove(this.#video.currentTime - 1)) throw error;
    }
  }

  #trim(): boolean {
    const ranges = this.#attached()?.buffered;
    if (ranges === undefined || ranges.length === 0) return false;
    return this.#video.currentTime - ranges.start(0) > trimAt && this.#remove(this.#video.currentTime - keepBehind);
  }

  #remove(until: number): boolean {
    const buffer = this.#attached();
    if (buffer === null || buffer.buffered.length === 0 || until <= buffer.buffered.start(0)) return false;
    buffer.remove(0, until);
    return true;
  }
}
