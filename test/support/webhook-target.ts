import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { webhookPayloadSchema, type WebhookPayload } from '../../src/shared/webhooks.ts';

/** One request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly payload: WebhookPayload;
}

/**
 * How the target answers: a status, a redirect to a path of its own, nothing at all, noise in place of HTTP, an end of
 * the connection, or a body without end.
 */
export type Behaviour =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'noise' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'endless' };

/** A real HTTP server on loopback that takes webhooks and misbehaves on command. */
export interface WebhookTarget {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Checks a signature as docs/design/alerts.md tells the other side to. */
export function isSignedBy(secret: string, { headers, body }: Received, nowSeconds: number): boolean {
  const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['vigil-signature']));
  if (match === null || Math.abs(nowSeconds - Number(match[1])) > 300) return false;
  const expected = createHmac('sha256', secret).update(`${match[1]}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(match[2]!, 'hex'));
}

function answer(response: ServerResponse, socket: Socket, behaviour: Behaviour): void {
  switch (behaviour.kind) {
    case 'status':
      response.writeHead(behaviour.status, { 'content-type': 'text/plain' }).end('what the other side says');
      return;
    case 'redirect':
      response.writeHead(307, { location: behaviour.to }).end();
      return;
    case 'silent':
      return;
    case 'noise':
      socket.end('\u0000\u0001 this is no HTTP\r\n\r\n');
      return;
    case 'hang-up':
      socket.destroy();
      return;
    case 'endless': {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    }
  }
}

/** Starts a target that takes everything. @param port 0 for any free one */
export async function startWebhookTarget(port = 0): Promise<WebhookTarget> {
  const received: Received[] = [];
  let behaviour: Behaviour = { kind: 'status', status: 204 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body, payload: webhookPayloadSchema.parse(JSON.parse(body)) });
      answer(response, request.socket, behaviour);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}/hook?room=1`,
    port: bound,
    received,
    behave(next) {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
