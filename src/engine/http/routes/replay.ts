import {
  cameraParamsSchema,
  daysQuerySchema,
  daysSchema,
  linkRequestSchema,
  linkSchema,
  segmentListSchema,
  segmentsQuerySchema,
  timelineQuerySchema,
} from '../../../shared/api.ts';
import { timelineSchema } from '../../../shared/recording.ts';
import type { App, RouteContext } from '../app.ts';
import { failures } from './answers.ts';
import { mediaRoutes } from './media.ts';

const tags = ['replay'];

/** What was recorded, and the media of it. */
export function replayRoutes(app: App, context: RouteContext, https: boolean): void {
  indexRoutes(app, context);
  linkRoute(app, context, https);
  mediaRoutes(app, context);
}

function indexRoutes(app: App, { services: { replay } }: RouteContext): void {
  app.get(
    '/api/timeline',
    {
      schema: {
        operationId: 'timeline',
        tags,
        summary: 'Recorded spans and gaps of cameras',
        querystring: timelineQuerySchema,
        response: { 200: timelineSchema, ...failures },
      },
    },
    ({ query }) => replay.timeline([...new Set(query.cameraIds.split(','))], query.startMs, query.endMs),
  );
  app.get(
    '/api/cameras/:id/days',
    {
      schema: {
        operationId: 'days',
        tags,
        summary: 'Days that hold footage of a camera',
        params: cameraParamsSchema,
        querystring: daysQuerySchema,
        response: { 200: daysSchema, ...failures },
      },
    },
    ({ params, query }) => ({ days: replay.days(params.id, query.utcOffsetMinutes) }),
  );
  app.get(
    '/api/cameras/:id/segments',
    {
      schema: {
        operationId: 'segments',
        tags,
        summary: 'Recording files of a camera that overlap a span, by time',
        params: cameraParamsSchema,
        querystring: segmentsQuerySchema,
        response: { 200: segmentListSchema, ...failures },
      },
    },
    ({ params, query }) => ({ segments: replay.segments(params.id, query.startMs, query.endMs, query.limit) }),
  );
}

function linkRoute(app: App, { auth }: RouteContext, https: boolean): void {
  app.post(
    '/api/cameras/:id/links',
    {
      schema: {
        operationId: 'mediaLink',
        tags,
        summary: 'A signed address of a span for other players',
        description: 'Whoever has the address may play exactly this span for six hours, without a session.',
        params: cameraParamsSchema,
        body: linkRequestSchema,
        response: { 200: linkSchema, ...failures },
      },
    },
    (request) => {
      const { id } = request.params;
      const { startMs, endMs } = request.body;
      const { access, expiresMs } = auth.signLink({ kind: 'playlist', cameraId: id, startMs, endMs });
      const url = new URL(`${https ? 'https' : 'http'}://${request.host}/api/cameras/${id}/playlist.m3u8`);
      url.search = new URLSearchParams({ startMs: `${startMs}`, endMs: `${endMs}`, access }).toString();
      return { url: url.href, expiresMs };
    },
  );
}
