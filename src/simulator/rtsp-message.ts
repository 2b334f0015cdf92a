/** A request of RFC 2326. Header names are in lower case. */
export interface RtspRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: ReadonlyMap<string, string>;
}

export type RtspInput = { readonly kind: 'request'; readonly request: RtspRequest } | { readonly kind: 'interleaved' };

const MAX_HEAD_BYTES = 16_384;
const MAX_BODY_BYTES = 65_536;

/** Thrown for bytes that are no RTSP; the connection cannot go on. `status` is what to answer. */
export class RtspSyntaxError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function parseHead(head: string): RtspRequest {
  const [first = '', ...rest] = head.split('\r\n');
  const line = /^([A-Z_]{3,20}) (\S{1,4096}) RTSP\/1\.\d$/.exec(first);
  if (line === null) throw new RtspSyntaxError(400, 'no request line');
  const headers = new Map<string, string>();
  for (const text of rest) {
    const colon = text.indexOf(':');
    if (colon < 1) throw new RtspSyntaxError(400, 'no header line');
    headers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  return { method: line[1] ?? '', uri: line[2] ?? '', headers };
}

/** Cuts the bytes of a connection into requests and interleaved packets, however they are chopped up. */
export class RtspParser {
  #pending: Buffer = Buffer.alloc(0);

  /** What the bytes complete, in order. @throws RtspSyntaxError */
  *push(bytes: Buffer): Generator<RtspInput> {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    for (let input = this.#next(); input !== null; input = this.#next()) yield input;
  }

  #next(): RtspInput | null {
    let skip = 0;
    while (this.#pending[skip] === 13 || this.#pending[skip] === 10) skip += 1;
    this.#pending = this.#pending.subarray(skip);
    if (this.#pending.length === 0) return null;
    if (this.#pending[0] === 0x24) return this.#interleaved();
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end > MAX_HEAD_BYTES || (end < 0 && this.#pending.length > MAX_HEAD_BYTES)) {
      throw new RtspSyntaxError(413, 'the head is too large');
    }
    if (end < 0) return null;
    const request = parseHead(this.#pending.toString('latin1', 0, end));
    const length = request.headers.get('content-length') ?? '0';
    if (!/^\d{1,9}$/.test(length)) throw new RtspSyntaxError(400, 'no content length');
    if (Number(length) > MAX_BODY_BYTES) throw new RtspSyntaxError(413, 'the body is too large');
    const total = end + 4 + Number(length);
    if (this.#pending.length < total) return null;
    this.#pending = this.#pending.subarray(total);
    return { kind: 'request', request };
  }

  #interleaved(): RtspInput | null {
    if (this.#pending.length < 4) return null;
    const total = 4 + this.#pending.readUInt16BE(2);
    if (this.#pending.length < total) return null;
    this.#pending = this.#pending.subarray(total);
    return { kind: 'interleaved' };
  }
}

const reasons: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  459: 'Aggregate Operation Not Allowed',
  461: 'Unsupported Transport',
};

/** Text of an answer. */
export function formatResponse(
  status: number,
  sequence: string | undefined,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const lines = [`RTSP/1.0 ${status} ${reasons[status] ?? 'Error'}`];
  // Only digits go back: the rest of a request must not be able to write our headers.
  if (sequence !== undefined && /^\d{1,10}$/.test(sequence)) lines.push(`CSeq: ${sequence}`);
  lines.push('Server: Vigil camera simulator');
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Transport that a client asks for (RFC 2326, 12.39). */
export type TransportRequest =
  | { readonly kind: 'tcp'; readonly channel: number | null }
  | { readonly kind: 'udp'; readonly rtpPort: number; readonly rtcpPort: number };

/** The first of the offered transports that we have; null when there is none. */
export function parseTransport(header: string): TransportRequest | null {
  for (const offer of header.split(',')) {
    const parts = offer.trim().split(';');
    const profile = parts[0]?.toUpperCase();
    if (parts.includes('multicast')) continue;
    if (profile === 'RTP/AVP/TCP') {
      const channel = /interleaved=(\d{1,3})/.exec(offer);
      if (channel !== null && Number(channel[1]) > 254) continue;
      return { kind: 'tcp', channel: channel === null ? null : Number(channel[1]) };
    }
    const ports = /client_port=(\d{1,5})(?:-(\d{1,5}))?/.exec(offer);
    if ((profile !== 'RTP/AVP' && profile !== 'RTP/AVP/UDP') || ports === null) continue;
    const rtpPort = Number(ports[1]);
    const rtcpPort = ports[2] === undefined ? rtpPort + 1 : Number(ports[2]);
    if (rtpPort < 1024 || rtcpPort < 1024 || rtpPort > 65_535 || rtcpPort > 65_535) continue;
    return { kind: 'udp', rtpPort, rtcpPort };
  }
  return null;
}

/** Camera, stream and track that a request names: `rtsp://host/<camera>/<stream>[/trackID=<n>]`. */
export function parsePath(uri: string): { camera: string; stream: string; track: number | null } | null {
  const match = /^(?:rtsp:\/\/[^/]*)?\/([\w-]{1,64})\/(main|sub)\/?(?:trackID=([01]))?(?:\?.*)?$/i.exec(uri);
  if (match === null) return null;
  return { camera: match[1] ?? '', stream: match[2] ?? '', track: match[3] === undefined ? null : Number(match[3]) };
}
