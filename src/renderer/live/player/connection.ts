import {
  decodeLiveHeader,
  LIVE_HEADER_BYTES,
  liveControlSchema,
  type LiveControl,
  type LivePacketHeader,
  type LiveStream,
} from '../../../shared/live-protocol.ts';
import { liveDelayMs } from './backoff.ts';
import type { PlayerClock } from './clock.ts';

/** The part of a WebSocket that is used here. */
export type LiveSocket = Pick<WebSocket, 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface ConnectionEvents {
  control(control: LiveControl): void;
  packet(header: LivePacketHeader, body: Uint8Array): void;
  /** The socket is gone; another one will be opened. */
  down(): void;
}

/** No packet for so long although the camera was not said to be waiting: the connection is half open. */
const silenceMs = 8000;
/** A connection that delivers for so long was a good one: the next break begins with the shortest delay again. */
const healthyMs = 5000;

/**
 * Keeps one live socket open from `open` to `close`: reconnects with back-off, gives up a connection that went silent,
 * turns messages into packets. Messages that are not of the protocol are passed over.
 */
export class LiveConnection {
  readonly #openSocket: (stream: LiveStream) => LiveSocket;
  readonly #clock: PlayerClock;
  readonly #random: () => number;
  readonly #events: ConnectionEvents;
  #socket: LiveSocket | null = null;
  #stream: LiveStream = 'sub';
  #attempt = 0;
  #retry: { readonly cancel: () => void } | null = null;
  #watch: { readonly cancel: () => void } | null = null;
  #lastHeardMs = 0;
  #openedMs = 0;
  #expecting = true;

  constructor(
    openSocket: (stream: LiveStream) => LiveSocket,
    events: ConnectionEvents,
    clock: PlayerClock,
    random: () => number,
  ) {
    this.#openSocket = openSocket;
    this.#events = events;
    this.#clock = clock;
    this.#random = random;
  }

  /** Opens at once, in place of any earlier socket. */
  open(stream: LiveStream): void {
    this.close();
    this.#stream = stream;
    this.#attempt = 0;
    this.#connect();
  }

  close(): void {
    this.#retry?.cancel();
    this.#watch?.cancel();
    this.#retry = null;
    this.#watch = null;
    this.#release();
  }

  /** Opens anew after the back-off, for a player that cannot go on with what came. */
  restart(): void {
    this.#release();
    this.#lost();
  }

  #release(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #connect(): void {
    const socket = this.#openSocket(this.#stream);
    this.#socket = socket;
    this.#expecting = true;
    this.#openedMs = this.#clock.monotonic();
    this.#lastHeardMs = this.#openedMs;
    socket.onmessage = (message: MessageEvent<unknown>) => this.#message(message.data);
    socket.onclose = () => {
      this.#socket = null;
      this.#lost();
    };
    this.#guard();
  }

  #lost(): void {
    this.#watch?.cancel();
    this.#retry?.cancel();
    this.#attempt += 1;
    this.#retry = this.#clock.after(liveDelayMs(this.#attempt, this.#random()), () => this.#connect());
    this.#events.down();
  }

  #guard(): void {
    this.#watch?.cancel();
    this.#watch = this.#clock.after(silenceMs / 4, () => {
      const silent = this.#clock.monotonic() - this.#lastHeardMs > silenceMs;
      if (this.#expecting && silent) this.restart();
      else this.#guard();
    });
  }

  #message(data: unknown): void {
    this.#lastHeardMs = this.#clock.monotonic();
    if (typeof data === 'string') this.#text(data);
    if (!(data instanceof ArrayBuffer)) return;
    const header = decodeLiveHeader(data);
    if (header === null) return;
    if (this.#lastHeardMs - this.#openedMs > healthyMs) this.#attempt = 0;
    this.#events.packet(header, new Uint8Array(data, LIVE_HEADER_BYTES));
  }

  #text(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return;
    }
    const control = liveControlSchema.safeParse(json);
    if (!control.success) return;
    if (control.data.type !== 'tracks') this.#expecting = control.data.type === 'start';
    this.#events.control(control.data);
  }
}
