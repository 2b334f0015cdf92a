import {
  cameraEnabledSchema,
  cameraListSchema,
  cameraOrderSchema,
  cameraParamsSchema,
  cameraRemovalSchema,
  historyQuerySchema,
  historySchema,
} from '../../../shared/api.ts';
import { cameraInputSchema, cameraViewSchema } from '../../../shared/camera.ts';
import type { App, RouteContext } from '../app.ts';
import { failures, nothing } from './answers.ts';

const tags = ['cameras'];
const view = { 200: cameraViewSchema, ...failures };

/** The list of cameras and what can be done with each. */
export function cameraRoutes(app: App, context: RouteContext): void {
  listRoutes(app, context);
  oneCameraRoutes(app, context);
  switchRoutes(app, context);
}

function listRoutes(app: App, { services: { cameras } }: RouteContext): void {
  app.get(
    '/api/cameras',
    {
      schema: {
        operationId: 'listCameras',
        tags,
        summary: 'All cameras in their order, with state and figures',
        response: { 200: cameraListSchema, ...failures },
      },
    },
    () => ({ cameras: cameras.list() }),
  );
  app.post(
    '/api/cameras',
    {
      schema: {
        operationId: 'addCamera',
        tags,
        summary: 'Add a camera',
        description: 'The password is kept encrypted and never answered; `hasPassword` says that there is one.',
        body: cameraInputSchema,
        response: { 201: cameraViewSchema, ...failures },
      },
    },
    async (request, reply) => reply.code(201).send(await cameras.add(request.body)),
  );
  app.put(
    '/api/cameras/order',
    {
      schema: {
        operationId: 'orderCameras',
        tags,
        summary: 'Store the order of the list',
        description: 'Cameras that are left out keep their order after the named ones.',
        body: cameraOrderSchema,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      await cameras.reorder(request.body.ids);
      return reply.code(204).send();
    },
  );
  app.post(
    '/api/demo',
    {
      schema: {
        operationId: 'addDemo',
        tags: ['system'],
        summary: 'Add four simulated cameras',
        response: { 200: cameraListSchema, ...failures },
      },
    },
    async () => ({ cameras: await cameras.addDemo() }),
  );
}

function oneCameraRoutes(app: App, { services: { cameras } }: RouteContext): void {
  app.get(
    '/api/cameras/:id',
    {
      schema: { operationId: 'getCamera', tags, summary: 'One camera', params: cameraParamsSchema, response: view },
    },
    (request) => cameras.get(request.params.id),
  );
  app.put(
    '/api/cameras/:id',
    {
      schema: {
        operationId: 'updateCamera',
        tags,
        summary: 'Change a camera',
        description: 'A password that is left out stays as it is; null removes it.',
        params: cameraParamsSchema,
        body: cameraInputSchema,
        response: view,
      },
    },
    (request) => cameras.update(request.params.id, request.body),
  );
  app.delete(
    '/api/cameras/:id',
    {
      schema: {
        operationId: 'removeCamera',
        tags,
        summary: 'Remove a camera and keep or delete its recordings',
        params: cameraParamsSchema,
        querystring: cameraRemovalSchema,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      await cameras.remove(request.params.id, request.query.recordings);
      return reply.code(204).send();
    },
  );
  app.get(
    '/api/cameras/:id/history',
    {
      schema: {
        operationId: 'cameraHistory',
        tags,
        summary: 'Changes of state, newest first',
        params: cameraParamsSchema,
        querystring: historyQuerySchema,
        response: { 200: historySchema, ...failures },
      },
    },
    (request) => ({ changes: cameras.history(request.params.id, request.query.limit, request.query.beforeMs ?? null) }),
  );
}

function switchRoutes(app: App, { services: { cameras } }: RouteContext): void {
  app.post(
    '/api/cameras/:id/enabled',
    {
      schema: {
        operationId: 'enableCamera',
        tags,
        summary: 'Switch a camera on or off',
        params: cameraParamsSchema,
        body: cameraEnabledSchema,
        response: view,
      },
    },
    (request) => cameras.setEnabled(request.params.id, request.body.enabled),
  );
  app.post(
    '/api/cameras/:id/try-now',
    {
      schema: {
        operationId: 'tryCameraNow',
        tags,
        summary: 'Connect at once instead of waiting for the next attempt',
        params: cameraParamsSchema,
        response: view,
      },
    },
    (request) => cameras.tryNow(request.params.id),
  );
}
