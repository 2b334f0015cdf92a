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
  modelUploadSchema,
  modelViewSchema,
  type ModelUpload,
} from '../../../shared/models.ts';
import type { App, FastifyRequest, RouteContext } from '../app.ts';
import { isForm, readForm } from '../form.ts';
import { failures, nothing } from './answers.ts';
import { untilGone } from './until-gone.ts';

const tags = ['models'];
const view = { 200: modelViewSchema, ...failures };
const BYTES = 'application/octet-stream';
const FORM = 'multipart/form-data';
/** What a form has besides its file. */
const FORM_LIMIT_BYTES = 2_000_000;

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
    scope.addContentTypeParser([BYTES, FORM], (_request, body, parsed) => parsed(null, body));
    scope.withTypeProvider<ZodTypeProvider>().post(
      '/api/models',
      {
        schema: {
          operationId: 'addModel',
          tags,
          summary: 'Add a model from a file',
          description:
            'The body is a form with the fields `name`, `labels` (optional: the names of its classes, one a line, in ' +
            'their order, 2,000 at most) and, last, `file`: the ONNX file, 500 MB at most. Or the body is the file itself, ' +
            'its name in the query. ' +
            'A file that the catalogue knows by its hash becomes the model of the catalogue.',
          consumes: [FORM, BYTES],
          querystring: modelUploadQuerySchema,
          response: { 201: modelViewSchema, ...failures },
        },
      },
      async (request, reply) => {
        const { said, file, release } = await bodyOf(request);
        try {
          const { name, labels = [] } = uploadOf(said ?? request.query);
          const added = await models.upload({ name, labels }, file, untilGone(reply));
          return await reply.code(201).send(added);
        } finally {
          release();
        }
      },
    );
    done();
  });
}

interface UploadBody {
  /** Fields of a form; null: the body is nothing but the file. */
  readonly said: Readonly<Record<string, string>> | null;
  readonly file: Readable;
  readonly release: () => void;
}

/** @throws VigilError payload_too_large, validation_failed (it is neither a form nor a file) */
async function bodyOf({ headers, body }: Pick<FastifyRequest, 'headers' | 'body'>): Promise<UploadBody> {
  const type = headers['content-type'] ?? '';
  const limit = MODEL_LIMIT_BYTES + (isForm(type) ? FORM_LIMIT_BYTES : 0);
  if (Number(headers['content-length'] ?? 0) > limit) {
    throw new VigilError('payload_too_large', `more than ${limit} bytes`);
  }
  if (isForm(type)) {
    const { fields, file, release } = await readForm(body as Readable, type);
    return { said: fields, file, release };
  }
  if (type !== BYTES) throw new VigilError('validation_failed', `the body must be ${FORM} or ${BYTES}`);
  return { said: null, file: body as Readable, release: () => undefined };
}

/** @throws VigilError validation_failed, with what is wrong */
function uploadOf(said: Readonly<Record<string, string | undefined>>): ModelUpload {
  const upload = modelUploadSchema.safeParse(said);
  if (upload.success) return upload.data;
  const details = upload.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new VigilError('validation_failed', 'the model cannot be added like this', details);
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
