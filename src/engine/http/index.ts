export type { PlaylistBuilder } from './app.ts';
export { createAuth, type Auth, type AuthOptions, type Exchange } from './auth/auth.ts';
export type { SessionStore, StoredSession } from './auth/session-store.ts';
export { openApiDocument } from './open-api.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';
