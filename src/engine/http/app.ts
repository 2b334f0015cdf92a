import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { EngineServices, PlayableSegment } from '../services.ts';
import type { SegmentKey } from '../../shared/recording.ts';
import type { Auth } from './auth/auth.ts';

/**
 * Who may call a route: anybody (`public`), whoever has a session (the default), or whoever has a session or a signed
 * media link (`link`; the route itself checks that the link is for what is asked).
 */
export type Access = 'public' | 'session' | 'link';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Hash of the caller's session; null on public routes and for media links. */
    sessionHash: string | null;
  }
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
export type { FastifyReply, FastifyRequest };

/**
 * Writes the HLS playlist of recording files; recording's `buildPlaylist`.
 * `ended` is false while the newest of them still grows and more is to come.
 */
export type PlaylistBuilder = (
  segments: readonly PlayableSegment[],
  options: { readonly uriFor: (key: SegmentKey) => string; readonly ended: boolean },
) => string;

/** What every group of routes is given. */
export interface RouteContext {
  readonly services: EngineServices;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly buildPlaylist: PlaylistBuilder;
}
