import { healthQuerySchema } from '../../../shared/api.ts';
import { healthSchema } from '../../../shared/health.ts';
import type { App, RouteContext } from '../app.ts';
import { bytes, failures } from './answers.ts';

/** How the recorder and its cameras fare: for people, and for Prometheus. */
export function healthRoutes(app: App, { services: { health } }: RouteContext): void {
  app.get(
    '/api/health',
    {
      schema: {
        operationId: 'health',
        tags: ['system'],
        summary: "The day so far of each camera, and the recorder's own process",
        querystring: healthQuerySchema,
        response: { 200: healthSchema, ...failures },
      },
    },
    ({ query }) => health.look(query.utcOffsetMinutes),
  );
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        tags: ['system'],
        summary: 'Figures for Prometheus',
        description:
          'Needs a session like everything else: `authorization: Bearer …` of a session made with `as: bearer`.',
        response: { 200: bytes('text/plain', 'Prometheus text format'), ...failures },
      },
    },
    async (_request, reply) => {
      await reply.type(health.metricsType).send(Buffer.from(await health.metrics()));
    },
  );
}
