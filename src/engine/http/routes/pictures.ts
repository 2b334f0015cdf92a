import { cameraParamsSchema, streamQuerySchema } from '../../../shared/api.ts';
import { connectionTestRequestSchema, connectionTestResultSchema } from '../../../shared/camera.ts';
import type { App, FastifyReply, RouteContext } from '../app.ts';
import { bytes, failures } from './answers.ts';

const tags = ['cameras'];

/** Aborted when the caller goes away before the answer is out. */
function gone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** What looks at a camera once: the connection test and the snapshot. Both end when the caller goes away. */
export function pictureRoutes(app: App, { services: { cameras } }: RouteContext): void {
  app.post(
    '/api/cameras/test',
    {
      schema: {
        operationId: 'testConnection',
        tags,
        summary: 'Try a connection before saving it',
        description: '`cameraId` lends the stored password of that camera when none is given.',
        body: connectionTestRequestSchema,
        response: { 200: connectionTestResultSchema, ...failures },
      },
    },
    (request, reply) => cameras.test(request.body, gone(reply)),
  );
  app.get(
    '/api/cameras/:id/snapshot',
    {
      schema: {
        operationId: 'snapshot',
        tags,
        summary: 'One fresh frame as JPEG',
        params: cameraParamsSchema,
        querystring: streamQuerySchema,
        response: { 200: bytes('image/jpeg', 'The newest frame'), ...failures },
      },
    },
    async (request, reply) => {
      const picture = await cameras.snapshot(request.params.id, request.query.stream, gone(reply));
      return reply.type('image/jpeg').send(picture);
    },
  );
}
