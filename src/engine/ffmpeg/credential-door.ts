import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Timer } from '../clock.ts';

/** A pass of the credential door: an address that ffmpeg may be given on its command line. */
export interface CredentialPass {
  /** `rtsp://127.0.0.1:<port>/<one-time word>` */
  readonly url: string;
  /** Makes it worthless, used or not. Idempotent. */
  withdraw(): void;
}

const LONGEST_REQUEST = 8192;
const IDLE_MS = 10_000;

/**
 * Keeps camera passwords off ffmpeg's command line, which every user of the machine may read: ffmpeg is given an address
 * on the loopback interface, and this tiny RTSP server answers it with a redirection (RFC 2326, 11.3) to the camera, user
 * and password included. A pass admits once and expires. See docs/design/credentials.md.
 */
export class CredentialDoor {
  readonly #clock: Clock;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #passes = new Map<string, { target: string; timer: Timer }>();
  readonly #port: number;

  private constructor(clock: Clock, server: Server, port: number) {
    this.#clock = clock;
    this.#server = server;
    this.#port = port;
    server.on('connection', (socket) => this.#serve(socket));
  }

  /** Listens on a free port of 127.0.0.1. @throws when it cannot listen */
  static open(clock: Clock): Promise<CredentialDoor> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.maxConnections = 256;
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: 0 }, () => {
        server.off('error', reject);
        server.on('error', () => undefined);
        const address = server.address();
        if (address === null || typeof address === 'string') reject(new Error('has no port'));
        else resolve(new CredentialDoor(clock, server, address.port));
      });
    });
  }

  /**
   * Answers a pass for one redirection to `target`.
   * @param lifetimeMs after which it admits no more
   */
  admit(target: string, lifetimeMs: number): CredentialPass {
    const word = randomBytes(16).toString('hex');
    const withdraw = (): void => {
      this.#passes.get(word)?.timer.cancel();
      this.#passes.delete(word);
    };
    // A line break would end the header; no URL needs one as it is.
    const oneLine = target.replace(/[\s\p{Cc}]/gu, (mark) => encodeURIComponent(mark));
    this.#passes.set(word, { target: oneLine, timer: this.#clock.after(lifetimeMs, withdraw) });
    return { url: `rtsp://127.0.0.1:${this.#port}/${word}`, withdraw };
  }

  close(): Promise<void> {
    for (const pass of this.#passes.values()) pass.timer.cancel();
    this.#passes.clear();
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let pending = '';
    const timer = this.#clock.after(IDLE_MS, () => socket.destroy());
    socket.once('close', () => {
      timer.cancel();
      this.#sockets.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      if (pending.length > LONGEST_REQUEST) socket.destroy();
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        if (!socket.destroyed) socket.write(this.#answer(pending.slice(0, end)));
        pending = pending.slice(end + 4);
      }
    });
  }

  #answer(request: string): string {
    const sequence = /^CSeq:\s*(\d+)/im.exec(request)?.[1] ?? '0';
    const reply = (status: string, header = ''): string => `RTSP/1.0 ${status}\r\nCSeq: ${sequence}\r\n${header}\r\n`;
    const found = /^(OPTIONS|DESCRIBE) rtsp:\/\/[^/\s]+\/([0-9a-f]{32})(?=[/?\s])/.exec(request);
    const word = found?.[2] ?? '';
    const pass = this.#passes.get(word);
    if (pass === undefined) return reply('404 Not Found');
    // ffmpeg asks for the options first and follows a redirection of DESCRIBE only.
    if (found?.[1] === 'OPTIONS') return reply('200 OK', 'Public: OPTIONS, DESCRIBE\r\n');
    pass.timer.cancel();
    this.#passes.delete(word);
    return reply('302 Moved Temporarily', `Location: ${pass.target}\r\n`);
  }
}
