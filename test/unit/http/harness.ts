import { Writable } from 'node:stream';
import { openCatalog } from '../../../src/engine/catalog/index.ts';
import { createAuth, createHttpServer, type HttpServerOptions } from '../../../src/engine/http/index.ts';
import { createLogger } from '../../../src/engine/logger.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeEngine } from './fake-services.ts';

/** The HTTP interface over a fake engine, with a signed-in caller. */
export async function startHttp(changes: Partial<HttpServerOptions> = {}) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger({ level: 'debug', destination });
  const catalog = openCatalog(':memory:', { logger });
  const clock = new FakeClock();
  const engine = new FakeEngine();
  let used = 0;
  const auth = createAuth({ store: catalog.sessions, clock, onTokenUsed: () => (used += 1) });
  const server = await createHttpServer({
    services: engine.services,
    auth,
    clock,
    logger,
    buildPlaylist: (segments, { uriFor, ended }) =>
      `#EXTM3U\n${segments.map(({ key }) => uriFor(key)).join('\n')}\n${ended ? '#EXT-X-ENDLIST\n' : ''}`,
    rendererDir: null,
    version: '0.1.0',
    host: '127.0.0.1',
    port: 0,
    ...changes,
  });
  const { app } = server;
  const session = auth.exchange(auth.issueToken(), 'setup');
  if (session.kind !== 'ok') throw new Error('no session');
  const host = '127.0.0.1:8640';
  const signedIn = { host, authorization: `Bearer ${session.session}` };
  return {
    server,
    app,
    auth,
    clock,
    engine,
    catalog,
    lines,
    host,
    signedIn,
    session: session.session,
    tokensUsed: () => used,
    /** A request of the signed-in caller. */
    ask: (method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD', url: string, body?: unknown, headers = {}) =>
      app.inject({
        method,
        url,
        headers: { ...signedIn, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      }),
    async stop() {
      await server.close();
      catalog.close();
      engine.remove();
    },
  };
}

export type Http = Awaited<ReturnType<typeof startHttp>>;

/** The code of an error answer; the whole shape is checked along the way. */
export function codeOf(response: { json(): unknown }): string {
  const body = response.json() as Record<string, unknown>;
  const extra = Object.keys(body).filter((name) => !['code', 'message', 'details'].includes(name));
  if (extra.length > 0) throw new Error(`an error answer holds more than it may: ${extra.join(', ')}`);
  return String(body['code']);
}
