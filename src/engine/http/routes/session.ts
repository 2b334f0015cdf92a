import { sessionRequestSchema, sessionSchema } from '../../../shared/api.ts';
import { VigilError } from '../../../shared/errors.ts';
import type { App, RouteContext } from '../app.ts';
import { cookieName, sessionOf } from '../auth/guard.ts';
import { failures, nothing } from './answers.ts';

const tags = ['session'];

/** Signing in with the one-time token, looking whether one is signed in, signing out. */
export function sessionRoutes(app: App, { auth, clock }: RouteContext, https: boolean): void {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: https } as const;

  app.post(
    '/api/session',
    {
      config: { access: 'public' },
      bodyLimit: 4096,
      schema: {
        operationId: 'signIn',
        tags,
        security: [],
        summary: 'Exchange the one-time access token for a session',
        description: 'After ten wrong tokens within ten minutes the caller has to wait (`rate_limited`, Retry-After).',
        body: sessionRequestSchema,
        response: { 200: sessionSchema, ...failures },
      },
    },
    (request, reply) => {
      const result = auth.exchange(request.body.token, request.ip);
      if (result.kind === 'locked') {
        void reply.header('retry-after', Math.ceil(result.waitMs / 1000));
        throw new VigilError('rate_limited', 'too many wrong tokens; wait a few minutes');
      }
      if (result.kind === 'wrong') throw new VigilError('unauthorized', 'this token is wrong or was used already');
      const { session, expiresMs } = result;
      if (request.body.as === 'bearer') return { expiresMs, session };
      const maxAge = Math.floor((expiresMs - clock.now()) / 1000);
      void reply.setCookie(cookieName(request), session, { ...cookie, maxAge });
      return { expiresMs };
    },
  );

  app.get(
    '/api/session',
    {
      schema: {
        operationId: 'checkSession',
        tags,
        summary: 'Whether the caller is signed in',
        response: { 200: sessionSchema, ...failures },
      },
    },
    (request) => {
      const found = auth.verify(sessionOf(request) ?? '');
      if (found === null) throw new VigilError('unauthorized', 'sign in first');
      return { expiresMs: found.expiresMs };
    },
  );

  app.delete(
    '/api/session',
    {
      schema: { operationId: 'signOut', tags, summary: 'End the session', response: { 204: nothing, ...failures } },
    },
    (request, reply) => {
      if (request.sessionHash !== null) auth.revoke(request.sessionHash);
      void reply.clearCookie(cookieName(request), cookie).code(204).send();
    },
  );
}
