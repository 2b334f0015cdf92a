import {
  cameraParamsSchema,
  footageUsageListSchema,
  lockListSchema,
  lockParamsSchema,
  lockQuerySchema,
  lockRequestSchema,
} from '../../../shared/api.ts';
import { lockSchema } from '../../../shared/locks.ts';
import type { App, RouteContext } from '../app.ts';
import { failures, nothing } from './answers.ts';

const tags = ['replay'];

/** Locks of footage, and what the recordings of each camera take up. */
export function retentionRoutes(app: App, { services: { retention } }: RouteContext): void {
  app.get(
    '/api/footage',
    {
      schema: {
        operationId: 'listFootage',
        tags,
        summary: 'What the recordings of each camera take up, and how far they reach back',
        description: 'Cameras that were removed and whose recordings were kept are in the list too.',
        response: { 200: footageUsageListSchema, ...failures },
      },
    },
    () => ({ cameras: retention.usage() }),
  );
  app.get(
    '/api/locks',
    {
      schema: {
        operationId: 'listLocks',
        tags,
        summary: 'Locked spans, by camera and time',
        querystring: lockQuerySchema,
        response: { 200: lockListSchema, ...failures },
      },
    },
    ({ query }) => ({ locks: retention.locks(query.cameraId ?? null) }),
  );
  app.post(
    '/api/cameras/:id/locks',
    {
      schema: {
        operationId: 'lockFootage',
        tags,
        summary: 'Lock a span: its recordings are deleted neither for their age nor to make room',
        description: 'Whole recording files that overlap the span are kept, also those that are recorded later.',
        params: cameraParamsSchema,
        body: lockRequestSchema,
        response: { 201: lockSchema, ...failures },
      },
    },
    ({ params, body }, reply) => {
      void reply.code(201);
      return retention.lock(params.id, body);
    },
  );
  app.delete(
    '/api/locks/:id',
    {
      schema: {
        operationId: 'unlockFootage',
        tags,
        summary: 'Remove a lock; footage that no other lock holds is subject to retention again',
        params: lockParamsSchema,
        response: { 204: nothing, ...failures },
      },
    },
    ({ params }, reply) => {
      retention.unlock(params.id);
      void reply.code(204).send();
    },
  );
}
