import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { eventually } from './eventually.ts';

/** An RTSP client without a mind of its own: sends what it is told and keeps what comes. */
export class RawRtsp {
  readonly socket: Socket;
  /** All bytes that came, as latin1 text. */
  received = '';
  /** How the connection ended; null while it is open. */
  ended: 'closed' | 'reset' | null = null;
  #sequence = 0;
  #mediaFrom = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => (this.received += bytes.toString('latin1')));
    socket.on('error', () => (this.ended = 'reset'));
    socket.on('close', () => (this.ended ??= 'closed'));
  }

  static async open(port: number): Promise<RawRtsp> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawRtsp(socket);
  }

  send(method: string, uri: string, headers: Readonly<Record<string, string>> = {}): number {
    this.#sequence += 1;
    const lines = Object.entries({ CSeq: String(this.#sequence), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    this.socket.write(`${method} ${uri} RTSP/1.0\r\n${lines.join('\r\n')}\r\n\r\n`);
    return this.#sequence;
  }

  /** Sends and waits for the answer: its first line and headers. */
  async ask(method: string, uri: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const sequence = this.send(method, uri, headers);
    return eventually(`an answer to ${method}`, () => {
      return new RegExp(`RTSP/1\\.0 \\d+ [^\\r]*\\r\\nCSeq: ${sequence}\\r\\n[^\\0]*?\\r\\n\\r\\n`).exec(
        this.received,
      )?.[0];
    });
  }

  /** Sets up the picture over TCP and plays it. Answers the session's id. */
  async play(uri: string): Promise<string> {
    const setup = await this.ask('SETUP', `${uri}/trackID=0`, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' });
    const session = /Session: ([^;\r]+)/.exec(setup)?.[1] ?? '';
    const answer = await this.ask('PLAY', uri, { Session: session });
    this.#mediaFrom = this.received.lastIndexOf(answer) + answer.length;
    return session;
  }

  /**
   * Interleaved packets since `play`; the last may be on its way still.
   * @throws Error where a packet should begin and something else stands
   */
  packets(): { channel: number; bytes: Buffer }[] {
    const stream = Buffer.from(this.received.slice(this.#mediaFrom), 'latin1');
    const found: { channel: number; bytes: Buffer }[] = [];
    for (let at = 0; at + 4 <= stream.length; at += 4 + stream.readUInt16BE(at + 2)) {
      if (stream[at] !== 0x24) throw new Error(`no packet begins at byte ${at}`);
      const end = at + 4 + stream.readUInt16BE(at + 2);
      if (end <= stream.length) found.push({ channel: stream[at + 1] ?? 0, bytes: stream.subarray(at + 4, end) });
    }
    return found;
  }

  close(): void {
    this.socket.destroy();
  }
}
