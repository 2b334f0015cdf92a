import type { WebSocket } from '@fastify/websocket';
import { cameraParamsSchema, streamQuerySchema } from '../../../shared/api.ts';
import type { App, FastifyRequest, RouteContext } from '../app.ts';

/** Silence of a viewer that is taken for its end: two pings. */
const PING_MS = 15_000;
/** A viewer of events that is so far behind starts anew rather than fill the memory. */
const EVENTS_BEHIND_BYTES = 8 * 1024 * 1024;
/** Live fragments are cut by the hub long before; beyond this the viewer is gone. */
const LIVE_BEHIND_BYTES = 64 * 1024 * 1024;
/** Close codes: RFC 6455 section 7.4, own ones from 4000. */
const CLOSE = { tryAgain: 1013, internal: 1011, signedOut: 4401 } as const;

/** The two WebSockets: pictures of a camera, and events of all. OpenAPI has no words for them; its introduction names them. */
export function socketRoutes(app: App, context: RouteContext): void {
  liveRoute(app, context);
  eventsRoute(app, context);
}

/**
 * Pings, ends a socket that is silent or whose session has ended, and runs `leave` once when it is over.
 */
function keepAlive(context: RouteContext, socket: WebSocket, request: FastifyRequest, leave: () => void): void {
  const { sessionHash } = request;
  let alive = true;
  const timer = context.clock.every(PING_MS, () => {
    if (sessionHash === null || !context.auth.isLive(sessionHash)) {
      socket.close(CLOSE.signedOut, 'signed out');
      return;
    }
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
  });
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('error', (error) => request.log.debug({ err: error }, 'socket failed'));
  socket.once('close', () => {
    timer.cancel();
    leave();
  });
}

function liveRoute(app: App, context: RouteContext): void {
  app.get(
    '/api/cameras/:id/live',
    {
      websocket: true,
      // An unknown camera is answered before the upgrade, as any other address is.
      preHandler: (request, _reply, done) => {
        context.services.cameras.get(request.params.id);
        done();
      },
      schema: { hide: true, params: cameraParamsSchema, querystring: streamQuerySchema },
    },
    (socket, request) => {
      const send = (data: string | Uint8Array) => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > LIVE_BEHIND_BYTES) socket.terminate();
        else socket.send(data, { binary: typeof data !== 'string' });
      };
      try {
        const leave = context.services.live.join(request.params.id, request.query.stream, {
          control: send,
          packet: send,
          bufferedBytes: () => socket.bufferedAmount,
        });
        keepAlive(context, socket, request, leave);
      } catch (error) {
        request.log.warn({ err: error }, 'live view cannot begin');
        socket.close(CLOSE.internal, 'cannot begin');
      }
    },
  );
}

function eventsRoute(app: App, context: RouteContext): void {
  app.get(
    '/api/events',
    {
      websocket: true,
      schema: { hide: true },
    },
    (socket, request) => {
      const leave = context.services.events.subscribe((event) => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > EVENTS_BEHIND_BYTES) socket.close(CLOSE.tryAgain, 'too far behind');
        else socket.send(JSON.stringify(event));
      });
      keepAlive(context, socket, request, leave);
    },
  );
}
