import { alertListSchema, alertQuerySchema, alertsReadSchema, unreadSchema } from '../../../shared/api.ts';
import type { App, RouteContext } from '../app.ts';
import { failures } from './answers.ts';

const tags = ['alerts'];

/** The list of what people were told, and what of it was read. */
export function alertRoutes(app: App, { services: { alerts } }: RouteContext): void {
  app.get(
    '/api/alerts',
    {
      schema: {
        operationId: 'listAlerts',
        tags,
        summary: 'Alerts, newest first',
        description:
          'What lasts is one alert: `count` says how often it was reported, `endedMs` is null until it is over. ' +
          '`unread` counts all alerts that nobody has read. The next page begins before the last `id`.',
        querystring: alertQuerySchema,
        response: { 200: alertListSchema, ...failures },
      },
    },
    ({ query }) =>
      alerts.list({
        beforeId: query.beforeId ?? null,
        kinds: query.kinds ?? null,
        severities: query.severities ?? null,
        cameraId: query.cameraId ?? null,
        fromMs: query.fromMs ?? null,
        toMs: query.toMs ?? null,
        unread: query.unread === '1',
        limit: query.limit,
      }),
  );
  app.post(
    '/api/alerts/read',
    {
      schema: {
        operationId: 'readAlerts',
        tags,
        summary: 'Mark alerts as read, for all users of the installation',
        description: 'Either the alerts named by `ids`, or all up to and including the number `upToId`.',
        body: alertsReadSchema,
        response: { 200: unreadSchema, ...failures },
      },
    },
    ({ body }) => ({ unread: alerts.markRead(body) }),
  );
}
