import { VigilError } from '../../../shared/errors.ts';
import type { App, FastifyRequest } from '../app.ts';
import { parseHost } from '../security.ts';
import type { Auth } from './auth.ts';

/**
 * Cookies are shared by all ports of a host, so the port is in the name: two recorders on one machine
 * would sign each other out otherwise.
 */
export function cookieName(request: FastifyRequest): string {
  const port = parseHost(request.headers.host)?.port ?? '';
  return port === '' ? 'vigil_session' : `vigil_session_${port}`;
}

/** The session that a request carries, by cookie or as a bearer; null when there is none. */
export function sessionOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer ([\w-]{20,200})$/i.exec(request.headers.authorization ?? '');
  return bearer?.[1] ?? request.cookies[cookieName(request)] ?? null;
}

/** Lets nobody past without a session, but to routes that say otherwise; also not to addresses that do not exist. */
export function installGuard(app: App, auth: Auth): void {
  app.decorateRequest('sessionHash', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const access = request.routeOptions.config.access ?? 'session';
    const outsideApi = request.is404 && !isApi(request.url);
    if (access === 'public' || outsideApi) {
      done();
      return;
    }
    const session = sessionOf(request);
    request.sessionHash = session === null ? null : (auth.verify(session)?.hash ?? null);
    const mayHaveLink = access === 'link' && hasLink(request.query);
    if (request.sessionHash === null && !mayHaveLink) {
      done(new VigilError('unauthorized', 'sign in first'));
      return;
    }
    done();
  });
}

function hasLink(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'access' in query;
}

/** Whether an address belongs to the interface for programs; everything else is the page. */
export function isApi(url: string): boolean {
  return /^\/api(?:[/?]|$)/.test(url);
}
