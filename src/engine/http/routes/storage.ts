import { acceptRootSchema, storageSchema } from '../../../shared/storage.ts';
import type { App, RouteContext } from '../app.ts';
import { failures } from './answers.ts';

const tags = ['storage'];

/** Storage roots: how they fare, and what a person decides about them. */
export function storageRoutes(app: App, { services: { storage } }: RouteContext): void {
  app.get(
    '/api/storage',
    {
      schema: {
        operationId: 'storage',
        tags,
        summary: 'Storage roots: state, room, footage, days left',
        response: { 200: storageSchema, ...failures },
      },
    },
    () => storage.info(),
  );
  app.post(
    '/api/storage/roots/accept',
    {
      schema: {
        operationId: 'acceptStorageRoot',
        tags,
        summary: "Takes the disk that is at a root's path now, whatever was there before",
        body: acceptRootSchema,
        response: { 200: storageSchema, ...failures },
      },
    },
    (request) => storage.accept(request.body.path),
  );
}
