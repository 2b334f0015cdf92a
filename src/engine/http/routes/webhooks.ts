import { webhookListSchema, webhookParamsSchema } from '../../../shared/api.ts';
import { sendResultSchema, webhookInputSchema, webhookSchema } from '../../../shared/webhooks.ts';
import type { App, RouteContext } from '../app.ts';
import { failures, nothing } from './answers.ts';
import { untilGone } from './until-gone.ts';

const tags = ['alerts'];
const view = { 200: webhookSchema, ...failures };

/** Addresses that alerts are sent to. */
export function webhookRoutes(app: App, context: RouteContext): void {
  listRoutes(app, context);
  deedRoutes(app, context);
}

function listRoutes(app: App, { services: { webhooks } }: RouteContext): void {
  app.get(
    '/api/webhooks',
    {
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'Addresses that alerts are sent to, with how it goes',
        response: { 200: webhookListSchema, ...failures },
      },
    },
    () => ({ webhooks: webhooks.list() }),
  );
  app.post(
    '/api/webhooks',
    {
      schema: {
        operationId: 'addWebhook',
        tags,
        summary: 'Add a webhook',
        description:
          'Alerts are sent as JSON by POST, signed with the secret when there is one: see docs/design/alerts.md. ' +
          'The secret is kept encrypted and never answered; `hasSecret` says that there is one.',
        body: webhookInputSchema,
        response: { 201: webhookSchema, ...failures },
      },
    },
    (request, reply) => {
      void reply.code(201);
      return webhooks.add(request.body);
    },
  );
  app.put(
    '/api/webhooks/:id',
    {
      schema: {
        operationId: 'updateWebhook',
        tags,
        summary: 'Change a webhook; a paused one is tried again at once',
        description: 'A secret that is left out stays as it is; null removes it.',
        params: webhookParamsSchema,
        body: webhookInputSchema,
        response: view,
      },
    },
    (request) => webhooks.update(request.params.id, request.body),
  );
  app.delete(
    '/api/webhooks/:id',
    {
      schema: {
        operationId: 'removeWebhook',
        tags,
        summary: 'Remove a webhook with all that waits to be sent to it',
        params: webhookParamsSchema,
        response: { 204: nothing, ...failures },
      },
    },
    (request, reply) => {
      webhooks.remove(request.params.id);
      void reply.code(204).send();
    },
  );
}

function deedRoutes(app: App, { services: { webhooks } }: RouteContext): void {
  app.post(
    '/api/webhooks/:id/test',
    {
      schema: {
        operationId: 'testWebhook',
        tags,
        summary: 'Send a test and answer what came of it',
        description: 'Takes 10 s at most. A paused webhook that takes the test is sent what waits for it.',
        params: webhookParamsSchema,
        response: { 200: sendResultSchema, ...failures },
      },
    },
    (request, reply) => webhooks.test(request.params.id, untilGone(reply)),
  );
  app.post(
    '/api/webhooks/:id/resume',
    {
      schema: {
        operationId: 'resumeWebhook',
        tags,
        summary: 'Try a paused webhook again at once',
        params: webhookParamsSchema,
        response: view,
      },
    },
    (request) => webhooks.resume(request.params.id),
  );
}
