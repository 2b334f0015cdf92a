import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { challenge, isAuthorized } from './auth.ts';
import type { SimulatedCamera, SimulatedStream } from './camera.ts';
import type { SimulatorClock } from './clock.ts';
import type { StreamName } from './faults.ts';
import { formatResponse, parsePath, parseTransport, RtspParser, RtspSyntaxError } from './rtsp-message.ts';
import type { RtspRequest, TransportRequest } from './rtsp-message.ts';
import { Session, type TrackTransport } from './session.ts';
import type { UdpPair } from './udp.ts';

/** What a connection needs of its server. */
export interface ConnectionContext {
  readonly clock: SimulatorClock;
  readonly udp: UdpPair;
  readonly sessionTimeoutMs: number;
  readonly camera: (name: string) => SimulatedCamera | undefined;
}

const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER';

interface Target {
  readonly camera: SimulatedCamera;
  readonly stream: SimulatedStream;
  readonly track: number | null;
}

/** One TCP connection of a client, with at most one session. */
export class RtspConnection {
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #parser = new RtspParser();
  readonly #nonce = randomBytes(16).toString('hex');
  #session: Session | null = null;
  #camera: SimulatedCamera | null = null;
  #heardMs: number;
  #timer: { readonly cancel: () => void } | null = null;
  /** It spoke no RTSP: what still comes is not looked at. */
  #sentAway = false;

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket;
    this.#context = context;
    this.#heardMs = context.clock.monotonic();
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#data(bytes));
    // What follows an error is 'close'; there is nobody to tell.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed());
    this.#watch();
  }

  /** Units that this client was too slow for. */
  get dropped(): number {
    return this.#session?.dropped ?? 0;
  }

  get playing(): boolean {
    return this.#session !== null && this.#session.leave !== null;
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** The client gave a sign of life by RTCP over UDP. */
  heard(address: string, port: number): void {
    const mine = [...(this.#session?.tracks.values() ?? [])].some(
      (track) => track.kind === 'udp' && track.address === address && track.rtcpPort === port,
    );
    if (mine) this.#heardMs = this.#context.clock.monotonic();
  }

  #watch(): void {
    this.#timer = this.#context.clock.after(1000, () => {
      const silentMs = this.#context.clock.monotonic() - this.#heardMs;
      // Over TCP an open connection is sign of life enough; one that never asked for anything has to go.
      const overTcp = [...(this.#session?.tracks.values() ?? [])].some((track) => track.kind === 'tcp');
      if (silentMs > this.#context.sessionTimeoutMs && !overTcp && !this.#ignoring()) this.#socket.destroy();
      else this.#watch();
    });
  }

  /** The camera that this connection is about answers nobody. */
  #ignoring(): boolean {
    return this.#camera?.behaviour().requests === 'ignore';
  }

  #closed(): void {
    this.#timer?.cancel();
    this.#session?.stop();
    this.#session = null;
  }

  #data(bytes: Buffer): void {
    if (this.#sentAway) return;
    this.#heardMs = this.#context.clock.monotonic();
    try {
      for (const input of this.#parser.push(bytes)) {
        if (this.#socket.destroyed) return;
        if (input.kind === 'request') this.#request(input.request);
      }
    } catch (error) {
      const status = error instanceof RtspSyntaxError ? error.status : 400;
      this.#sentAway = true;
      this.#session?.stop();
      this.#session = null;
      this.#socket.end(formatResponse(status, undefined, { Connection: 'close' }));
    }
  }

  #answer(request: RtspRequest, status: number, headers: Readonly<Record<string, string>> = {}, body = ''): void {
    this.#socket.write(formatResponse(status, request.headers.get('cseq'), headers, body));
  }

  /** The camera and stream that the request names, if it may have them; otherwise it is answered here. */
  #target(request: RtspRequest): Target | null {
    const path = parsePath(request.uri);
    const camera = path === null ? undefined : this.#context.camera(path.camera);
    const stream = camera?.streams.get(path?.stream.toLowerCase() as StreamName);
    if (camera !== undefined) this.#camera = camera;
    const requests = camera?.behaviour().requests ?? 'answer';
    if (requests === 'reset') {
      this.reset();
      return null;
    }
    if (requests === 'ignore') return null;
    if (path === null || camera === undefined || stream === undefined || requests === 'not_found') {
      this.#answer(request, 404);
      return null;
    }
    const given = request.headers.get('authorization');
    const refused = requests === 'unauthorized';
    const needed = camera.auth ?? (refused ? ({ scheme: 'digest', username: '', password: '' } as const) : null);
    const open = request.method === 'OPTIONS' && !refused;
    if (!open && needed !== null && (refused || !isAuthorized(needed, this.#nonce, request.method, given))) {
      this.#answer(request, 401, { 'WWW-Authenticate': challenge(needed, this.#nonce) });
      return null;
    }
    return { camera, stream, track: path.track };
  }

  #request(request: RtspRequest): void {
    const named = parsePath(request.uri) !== null;
    // Keep-alives may be addressed to the server as a whole.
    if (!named && ['OPTIONS', 'GET_PARAMETER'].includes(request.method)) {
      if (!this.#ignoring()) this.#answer(request, 200, { Public: METHODS });
      return;
    }
    const target = this.#target(request);
    if (target === null) return;
    switch (request.method) {
      case 'OPTIONS':
        return this.#answer(request, 200, { Public: METHODS });
      case 'DESCRIBE':
        return this.#describe(request, target);
      case 'SETUP':
        return this.#setup(request, target);
      default:
        return this.#inSession(request, target);
    }
  }

  #describe(request: RtspRequest, target: Target): void {
    const base = request.uri.replace(/\?.*$/, '').replace(/\/?$/, '/');
    this.#answer(request, 200, { 'Content-Base': base, 'Content-Type': 'application/sdp' }, target.stream.sdp());
  }

  #setup(request: RtspRequest, target: Target): void {
    const track = target.track ?? 0;
    if (track >= target.stream.trackCount) return this.#answer(request, 404);
    const asked = parseTransport(request.headers.get('transport') ?? '');
    if (asked === null) return this.#answer(request, 461);
    if (this.playing) return this.#answer(request, 455);
    this.#session ??= new Session(
      this.#socket,
      this.#context.udp,
      () => target.camera.dripRate(),
      (delayMs, callback) => this.#context.clock.after(delayMs, callback),
    );
    const transport = this.#transport(asked, track);
    this.#session.tracks.set(track, transport);
    const { udp } = this.#context;
    const ssrc = target.stream.ssrc(track).toString(16).padStart(8, '0');
    const place =
      transport.kind === 'tcp'
        ? `RTP/AVP/TCP;unicast;interleaved=${transport.channel}-${transport.channel + 1}`
        : `RTP/AVP;unicast;client_port=${transport.rtpPort}-${transport.rtcpPort};server_port=${udp.rtpPort}-${udp.rtcpPort}`;
    this.#answer(request, 200, { Transport: `${place};ssrc=${ssrc}`, Session: this.#sessionHeader(this.#session) });
  }

  #transport(asked: TransportRequest, track: number): TrackTransport {
    if (asked.kind === 'tcp') return { kind: 'tcp', channel: asked.channel ?? track * 2 };
    // Media goes to whoever is connected and to nobody else, so that the server cannot be aimed at others.
    const address = (this.#socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    return { kind: 'udp', address, rtpPort: asked.rtpPort, rtcpPort: asked.rtcpPort };
  }

  #sessionHeader(session: Session): string {
    return `${session.id};timeout=${Math.round(this.#context.sessionTimeoutMs / 1000)}`;
  }

  #inSession(request: RtspRequest, target: Target): void {
    const given = request.headers.get('session')?.split(';')[0]?.trim();
    const session = this.#session;
    const known = session !== null && (given === session.id || given === undefined);
    switch (request.method) {
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        return this.#answer(request, 200, known ? { Session: this.#sessionHeader(session) } : {});
      case 'PLAY':
      case 'PAUSE':
      case 'TEARDOWN':
        if (!known || given === undefined) return this.#answer(request, 454);
        break;
      default:
        return this.#answer(request, 405, { Allow: METHODS });
    }
    session.stop();
    this.#answer(request, 200, { Session: this.#sessionHeader(session), Range: 'npt=now-' });
    if (request.method === 'PLAY') session.leave = target.stream.attend(session);
    if (request.method === 'TEARDOWN') this.#session = null;
  }
}
