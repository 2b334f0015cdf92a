import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Readable } from 'node:stream';
import { VigilError } from '../../../shared/errors.ts';
import {
  MODEL_LIMIT_BYTES,
  modelListSchema,
  modelParamsSchema,
  modelTrialRequestSchema,
  modelTrialSchema,
  modelUploadQuerySchema,
  modelViewSchema,
} from '../../../shared/models.ts';
import type { App, RouteContext } from '../app.ts';
import { failures, nothing } from './answers.ts';
import { untilGone } from './until-gone.ts';

const tags = ['models'];
const view = { 200: modelViewSchema, ...failures };
const BYTES = 'application/octet-stream';

/** Models of detection: the list, downloads, files, a trial. */
export function modelRoutes(app: App, context: RouteContext): void {
  listRoutes(app, context);
  uploadRoute(app, context);
  trialRoute(app, context);
}

function listRoutes(app: App, { services: { models } }: RouteContext): void {
  app.get(
    '/api/models',
    {
      schema: {
        operationId: 'listModels',
        tags,
        summary: 'Models that come with Vigil, can be downloaded, or were added, with their states',
        response: { 200: modelListSchema, ...failures },
      },
    },
    () => ({ models: models.list() }),
  );
  app.post(
    '/api/models/:id/download',
    {
      schema: {
        operationId: 'downloadModel',
        tags,
        summary: 'Begin to download a model of the catalogue',
        description: 'Answers at once. How it goes is told by `models` events and by the list.',
        params: modelParamsSchema,
        response: { 202: modelViewSchema, ...failures },
      },
    },
    (request, reply) => {
      void reply.code(202);
      return models.download(request.params.id);
    },
  );
  app.delete(
    '/api/models/:id/download',
    {
      schema: {
        operationId: 'cancelModelDownload',
        tags,
        summary: 'Give a download up, or forget that it failed',
        params: modelParamsSchema,
        response: view,
      },
    },
    (request) => models.cancel(request.params.id),
  );
  app.delete(
    '/api/models/:id',
    {
      schema: {
        operationId: 'removeModel',
        tags,
        summary: 'Remove an installed model; refused while a camera uses it',
        params: modelParamsSchema,
        response: { 204: nothing, ...failures },
      },
    },
    async (request, reply) => {
      await models.remove(request.params.id);
      return reply.code(204).send();
    },
  );
}

/** In a scope of its own: only here a body is a stream. */
function uploadRoute(app: App, { services: { models } }: RouteContext): void {
  void app.register((scope, _options, done) => {
    scope.addContentTypeParser(BYTES, (_request, body, parsed) => parsed(null, body));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/models',
      {
        schema: {
          operationId: 'addModel',
          tags,
          summary: 'Add a model from a file',
          description:
            'The body is the ONNX file itself, 500 MB at most. `labels` names its classes, one a line, in their order. ' +
            'A file that the catalogue knows by its hash becomes the model of the catalogue.',
          consumes: [BYTES],
          querystring: modelUploadQuerySchema,
          response: { 201: modelViewSchema, ...failures },
        },
      },
      async (request, reply) => {
        if (Number(request.headers['content-length'] ?? 0) > MODEL_LIMIT_BYTES) {
          throw new VigilError('payload_too_large', `more than ${MODEL_LIMIT_BYTES} bytes`);
        }
        if (request.headers['content-type'] !== BYTES) {
          throw new VigilError('validation_failed', `the body must be ${BYTES}`);
        }
        const { name, labels = [] } = request.query;
        const added = await models.upload({ name, labels }, request.body as Readable, untilGone(reply));
        return reply.code(201).send(added);
      },
    );
    done();
  });
}

function trialRoute(app: App, { services: { models } }: RouteContext): void {
  app.post(
    '/api/models/:id/try',
    {
      schema: {
        operationId: 'tryModel',
        tags,
        summary: 'Run a detector on a fresh picture of a camera',
        description: 'Answers the picture with what the model sees in it, and how long it took.',
        params: modelParamsSchema,
        body: modelTrialRequestSchema,
        response: { 200: modelTrialSchema, ...failures },
      },
    },
    (request, reply) => models.tryOn(request.params.id, request.body.cameraId, untilGone(reply)),
  );
}
