import { fastifyStatic } from '@fastify/static';
import { VigilError } from '../../shared/errors.ts';
import type { App } from './app.ts';
import { isApi } from './auth/guard.ts';

/** Built assets carry their content's hash in the name. */
const HASHED = /[/\\]assets[/\\]/;

/**
 * Serves the built interface. An address of the page's own routing (`/replay/abc`) gets the page too;
 * an unknown address under /api is a JSON error.
 * @param rendererDir folder with index.html; null serves the interface for programs alone.
 */
export async function installPage(app: App, rendererDir: string | null): Promise<void> {
  // Also gives the recording files their byte ranges; those are sent from folders of their own.
  await app.register(fastifyStatic, { serve: false });
  if (rendererDir !== null) {
    app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
      const path = (request.params as { '*': string })['*'];
      const asset = /\.[a-z0-9]{2,5}$/i.test(path);
      if (isApi(request.url) || (asset && !pathIsPlain(path))) throw new VigilError('not_found', 'no such address');
      if (!asset)
        return reply.header('cache-control', 'no-cache').sendFile('index.html', rendererDir, { cacheControl: false });
      void reply.header('cache-control', HASHED.test(`/${path}`) ? 'public, max-age=31536000, immutable' : 'no-cache');
      return reply.sendFile(path, rendererDir, { cacheControl: false });
    });
  }
  app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).header('cache-control', 'no-store');
    return reply.send({ code: 'not_found', message: 'no such address' });
  });
}

function pathIsPlain(path: string): boolean {
  return !path.split(/[/\\]/).some((part) => part.startsWith('.'));
}
