import { fastifyCookie } from '@fastify/cookie';
import { fastifyWebsocket } from '@fastify/websocket';
import { fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { App, FastifyReply, RouteContext } from './app.ts';
import { installGuard } from './auth/guard.ts';
import { installDocument } from './document.ts';
import { answerFor, installErrorAnswers } from './errors.ts';
import { installPage } from './page.ts';
import { alertRoutes } from './routes/alerts.ts';
import { cameraListRoutes } from './routes/camera-lists.ts';
import { cameraRoutes } from './routes/cameras.ts';
import { detectionRoutes } from './routes/detections.ts';
import { healthRoutes } from './routes/health.ts';
import { modelRoutes } from './routes/models.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { replayRoutes } from './routes/replay.ts';
import { retentionRoutes } from './routes/retention.ts';
import { sessionRoutes } from './routes/session.ts';
import { socketRoutes } from './routes/sockets.ts';
import { settingsRoutes } from './routes/settings.ts';
import { storageRoutes } from './routes/storage.ts';
import { tierRoutes } from './routes/tiers.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { systemRoutes } from './routes/system.ts';
import { installSecurity } from './security.ts';

/** No request of ours is longer; a list of thousands of cameras fits. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** All of a request with its body: 500 MB of a model over a slow network. Its head must be there within `HEAD_MS`. */
const UPLOAD_MS = 30 * 60_000;
const HEAD_MS = 30_000;
/** A viewer says nothing but pong. */
const SOCKET_MESSAGE_BYTES = 4096;

/** RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const FAREWELL_MS = 1000;

export interface HttpServerOptions extends RouteContext {
  /** Folder of the built interface; null serves the interface for programs alone. */
  readonly rendererDir: string | null;
  readonly version: string;
  /** Address that will be listened on; decides which Host headers are served. */
  readonly host: string;
  /** Port, 0 for any free one. */
  readonly port: number;
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}

export interface RouteName {
  readonly method: string;
  readonly url: string;
}

export interface HttpServer {
  /** Begins to listen. Answers the address for a browser, with a slash at its end. @throws EADDRINUSE and the like */
  listen(): Promise<string>;
  /** The address while listening; null before. */
  address(): string | null;
  /** Ends all requests and sockets, then stops to listen. */
  close(): Promise<void>;
  /** Everything that is served. */
  readonly routes: readonly RouteName[];
  readonly app: App;
}

function createApp(options: HttpServerOptions): App {
  const made = fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    requestTimeout: UPLOAD_MS,
    keepAliveTimeout: 10_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors(error, _request, reply) {
      const { status, body } = answerFor(error);
      (reply as FastifyReply).code(status).send(body);
    },
    clientErrorHandler: (_error, socket) => refuseGarbage(socket),
    https: options.tls === undefined ? null : { ...options.tls },
  });
  // The same routes stand on http and on https; their types differ in nothing that a route uses.
  return (made as unknown as App).withTypeProvider<ZodTypeProvider>();
}

/** Answers what is no HTTP at all; there is no request yet that the framework could answer. */
function refuseGarbage(socket: Socket): void {
  const body = '{"code":"validation_failed","message":"the request is not valid HTTP"}';
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const head = ['HTTP/1.1 400 Bad Request', 'Content-Type: application/json', `Content-Length: ${body.length}`];
  socket.end([...head, 'Connection: close', '', body].join('\r\n'));
}

/** Takes leave of every socket; a viewer that does not answer (asleep, gone) is not waited for. */
function endSockets(app: App, clock: Clock, done: () => void): void {
  const { websocketServer: sockets } = app;
  for (const socket of sockets.clients) socket.close(GOING_AWAY);
  const patience = clock.after(FAREWELL_MS, () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  sockets.close(() => patience.cancel());
  done();
}

/** The address in a form that a browser takes: the wildcard is reached by loopback, IPv6 stands in brackets. */
function browserAddress(scheme: string, host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}:${port}/`;
}

/** Builds the HTTP interface over the engine's services. Nothing listens before `listen`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = createApp(options);
  const https = options.tls !== undefined;
  app.server.headersTimeout = HEAD_MS;
  const routes: RouteName[] = [];
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.addHook('onRoute', ({ method, url }) => {
    for (const name of Array.isArray(method) ? method : [method]) routes.push({ method: name, url });
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request;
    request.log.debug({ method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
    done();
  });
  await app.register(fastifyCookie);
  await app.register(fastifyWebsocket, {
    options: { maxPayload: SOCKET_MESSAGE_BYTES, perMessageDeflate: false },
    preClose: (done) => endSockets(app, options.clock, done),
  });
  installErrorAnswers(app);
  installSecurity(app, { host: options.host, https });
  installGuard(app, options.auth);
  await installDocument(app, options.version);
  await installPage(app, options.rendererDir);
  sessionRoutes(app, options, https);
  cameraRoutes(app, options);
  cameraListRoutes(app, options);
  pictureRoutes(app, options);
  replayRoutes(app, options, https);
  retentionRoutes(app, options);
  detectionRoutes(app, options);
  settingsRoutes(app, options);
  healthRoutes(app, options);
  systemRoutes(app, options);
  alertRoutes(app, options);
  storageRoutes(app, options);
  webhookRoutes(app, options);
  tierRoutes(app, options);
  modelRoutes(app, options);
  socketRoutes(app, options);
  await app.ready();

  let address: string | null = null;
  return {
    app,
    routes,
    async listen() {
      await app.listen({ host: options.host, port: options.port });
      const { port } = app.server.address() as AddressInfo;
      address = browserAddress(https ? 'https' : 'http', options.host, port);
      return address;
    },
    address: () => address,
    close: () => app.close(),
  };
}
