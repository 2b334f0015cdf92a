import { cameraParamsSchema, streamQuerySchema } from '../../../shared/api.ts';
import { connectionTestRequestSchema, connectionTestResultSchema } from '../../../shared/camera.ts';
import type { App, RouteContext } from '../app.ts';
import { bytes, failures } from './answers.ts';
import { untilGone } from './until-gone.ts';

const tags = ['cameras'];

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
    (request, reply) => cameras.test(request.body, untilGone(reply)),
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
      const picture = await cameras.snapshot(request.params.id, request.query.stream, untilGone(reply));
      return reply.type('image/jpeg').send(picture);
    },
  );
}
