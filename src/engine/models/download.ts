import type { Clock } from '../clock.ts';
import { isFetchable, parseContentRange, redirectTarget } from './address.ts';
import { InstallError } from './fault.ts';
import type { PartFile } from './part-file.ts';

const MOST_REDIRECTS = 5;
/** A server that breaks off after each few bytes is given up on some time. */
const MOST_ATTEMPTS = 100;

export interface DownloadOptions {
  readonly url: string;
  readonly sizeBytes: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
  readonly part: PartFile;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called often: with each piece that came. */
  readonly onProgress: (phase: 'connecting' | 'receiving' | 'waiting', bytes: number) => void;
  /** No byte for so long ends an attempt. */
  readonly idleMs: number;
  /** Waits after attempts in a row that brought nothing; when there are no more, it is given up. */
  readonly retryDelaysMs: readonly number[];
}

/** Worth another attempt: the network, or a server that is busy. */
class Interrupted extends Error {
  readonly fault: InstallError;

  constructor(fault: InstallError) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Fetches a file whose length and hash are known, and goes on where a connection broke (RFC 9110, 14 and 13.1.5) when the
 * server can; else it begins anew. The part holds exactly that file when this resolves.
 * @throws InstallError; the signal's reason when it aborts
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { part, signal, clock, retryDelaysMs, onProgress } = options;
  const attempt = new Attempt(options);
  let inVain = 0;
  let startedAnew = false;
  for (let count = 1; ; count += 1) {
    const before = part.bytes;
    try {
      await attempt.run();
      if (part.sha256() === options.sha256) return;
      // Parts of two different files may have been put together: once more, in one piece.
      if (!attempt.resumed || startedAnew) throw new InstallError('wrong_hash', 'the file is not the one it should be');
      startedAnew = true;
      await attempt.forget();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      inVain = part.bytes > before ? 0 : inVain + 1;
      const delayMs = retryDelaysMs[Math.max(0, inVain - 1)];
      if (delayMs === undefined || count >= MOST_ATTEMPTS) throw error.fault;
      onProgress('waiting', part.bytes);
      await wait(clock, delayMs, signal);
    }
  }
}

/** Attempts to receive one file; what they share is what tells that it is still the same file. */
class Attempt {
  readonly #options: DownloadOptions;
  /** A strong ETag of what the part holds, or its date: If-Range takes no weak one. */
  #validator: string | null = null;
  #resumed = false;

  constructor(options: DownloadOptions) {
    this.#options = options;
  }

  /** Whether the part was put together from several answers. */
  get resumed(): boolean {
    return this.#resumed;
  }

  async forget(): Promise<void> {
    this.#validator = null;
    this.#resumed = false;
    await this.#options.part.restart();
  }

  /** Receives the rest. @throws Interrupted, InstallError */
  async run(): Promise<void> {
    const { clock, idleMs, signal, part, sizeBytes, onProgress } = this.#options;
    const idle = new AbortController();
    let timer = clock.after(idleMs, () => idle.abort());
    const alive = (): void => {
      timer.cancel();
      timer = clock.after(idleMs, () => idle.abort());
    };
    try {
      onProgress('connecting', part.bytes);
      const response = await this.#ask(AbortSignal.any([signal, idle.signal]));
      alive();
      await this.#begin(response);
      if (response.body === null) throw new InstallError('empty', 'the answer is empty');
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      for (;;) {
        const { done, value: chunk } = await reader.read();
        if (done) break;
        alive();
        if (part.bytes + chunk.length > sizeBytes) throw new InstallError('wrong_size', `more than ${sizeBytes} bytes`);
        await part.append(chunk);
        onProgress('receiving', part.bytes);
      }
    } catch (error) {
      if (error instanceof InstallError || error instanceof Interrupted) throw error;
      const reason = idle.signal.aborted ? 'timeout' : 'unreachable';
      throw new Interrupted(new InstallError(reason, `the connection failed: ${causeOf(error)}`, { cause: error }));
    } finally {
      timer.cancel();
      // Ends the connection where the body was not read to its end.
      idle.abort();
    }
    if (part.bytes < sizeBytes) throw new Interrupted(new InstallError('wrong_size', `only ${part.bytes} bytes came`));
  }

  async #ask(signal: AbortSignal): Promise<Response> {
    let url = new URL(this.#options.url);
    if (!isFetchable(url)) throw new InstallError('bad_redirect', 'only https addresses are fetched');
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const response = await fetch(url, { signal, redirect: 'manual', headers: this.#headers() });
      if (![301, 302, 303, 307, 308].includes(response.status)) return response;
      await response.body?.cancel();
      url = redirectTarget(url, response.headers.get('location'));
    }
    throw new InstallError('bad_redirect', 'it redirects in a circle');
  }

  #headers(): Record<string, string> {
    const { part } = this.#options;
    // A compressed answer would be of another length.
    const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'vigil' };
    if (part.bytes === 0) return headers;
    headers['range'] = `bytes=${part.bytes}-`;
    if (this.#validator !== null) headers['if-range'] = this.#validator;
    return headers;
  }

  /** Looks at the head of an answer and makes the part fit it. */
  async #begin({ status, headers }: Response): Promise<void> {
    const { part, sizeBytes } = this.#options;
    if (status === 206 && part.bytes > 0) {
      const range = parseContentRange(headers.get('content-range'));
      if (range?.start === part.bytes && range.total === sizeBytes) {
        this.#resumed = true;
        return;
      }
      await this.forget();
      throw new Interrupted(new InstallError('wrong_size', 'it sent another part than was asked for'));
    }
    if (status === 416 && part.bytes > 0) {
      await this.forget();
      throw new Interrupted(new InstallError('wrong_size', 'it has no such part'));
    }
    if (status !== 200) throw refusal(status);
    const length = headers.get('content-length');
    if (length !== null && Number(length) !== sizeBytes) {
      throw new InstallError('wrong_size', `${length} bytes in place of ${sizeBytes}`);
    }
    await this.forget();
    const etag = headers.get('etag');
    this.#validator = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  }
}

function refusal(status: number): Error {
  if (status === 404 || status === 410)
    return new InstallError('not_found', `the server answered ${status}`, { status });
  const fault = new InstallError('refused', `the server answered ${status}`, { status });
  return status >= 500 || status === 408 || status === 429 ? new Interrupted(fault) : fault;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Rejects with the signal's reason when it aborts. */
function wait(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = (): void => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
