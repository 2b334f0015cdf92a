import { VigilError } from '../../shared/errors.ts';
import type { App, FastifyReply, FastifyRequest } from './app.ts';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Host and port of a Host header, in lower case; null when it is none. The port is empty when it is not named. */
export function parseHost(header: string | undefined): { readonly name: string; readonly port: string } | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(header ?? '');
  return match === null ? null : { name: (match[1] ?? '').toLowerCase(), port: match[2] ?? '' };
}

export function isLoopback(host: string): boolean {
  return loopbackNames.has(host.toLowerCase()) || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Whether a request comes from a page of ours. Browsers say in `Origin` where a request comes from; without one it is
 * no browser, or an old one, and then the strict cookie guards. Pure.
 */
export function isOwnOrigin(headers: {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}): boolean {
  if (headers.origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (!URL.canParse(headers.origin) || headers.host === undefined) return false;
  return new URL(headers.origin).host === headers.host.toLowerCase();
}

/** Directives of the page. Styles inline: the component library sets sizes by style attributes. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
} as const;

export interface SecurityOptions {
  /** The address that is listened on. Bound to loopback, only loopback names are served: that stops DNS rebinding. */
  readonly host: string;
  readonly https: boolean;
}

/** Sets the headers of every answer; refuses foreign hosts and foreign origins before anything else looks at a request. */
export function installSecurity(app: App, options: SecurityOptions): void {
  const loopbackOnly = isLoopback(options.host);
  app.addHook('onRequest', (request, reply, done) => {
    setHeaders(reply, request, options.https);
    const host = parseHost(request.headers.host);
    if (host === null || (loopbackOnly && !loopbackNames.has(host.name) && host.name !== options.host)) {
      done(new VigilError('forbidden', 'this name is not served here: open the recorder by its address'));
      return;
    }
    const changing = !safeMethods.has(request.method) || request.ws;
    if (changing && !isOwnOrigin(request.headers)) {
      done(new VigilError('forbidden', 'the request comes from a page of another origin'));
      return;
    }
    done();
  });
}

function setHeaders(reply: FastifyReply, request: FastifyRequest, https: boolean): void {
  void reply.headers(headers);
  if (https) void reply.header('strict-transport-security', 'max-age=31536000');
  if (request.url.startsWith('/api')) void reply.header('cache-control', 'no-store');
}
