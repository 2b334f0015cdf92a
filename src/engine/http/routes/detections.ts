import {
  camerasQuerySchema,
  detectionFacetsSchema,
  detectionListSchema,
  detectionNowSchema,
  detectionParamsSchema,
  detectionPictureQuerySchema,
  detectionQuerySchema,
  detectionRunListSchema,
  detectionRunQuerySchema,
  wireCountsQuerySchema,
  wireCountsSchema,
} from '../../../shared/api.ts';
import { detectionEventSchema } from '../../../shared/detection.ts';
import type { App, RouteContext } from '../app.ts';
import { bytes, failures } from './answers.ts';

const tags = ['detection'];
/** A final picture never changes; one of an event that goes on may. */
const FOR_EVER = 'private, max-age=31536000, immutable';
const ASK_AGAIN = 'private, no-cache';

/** What detection has seen: events with their pictures, and the figures that reports are made of. */
export function detectionRoutes(app: App, context: RouteContext): void {
  eventRoutes(app, context);
  figureRoutes(app, context);
}

function eventRoutes(app: App, { services: { detections } }: RouteContext): void {
  app.get(
    '/api/detections',
    {
      schema: {
        operationId: 'listDetections',
        tags,
        summary: 'Events, the newest first',
        description:
          'By the time at which they began. `endMs` is null while one lasts. The next page has `beforeId` = `next`; events that ' +
          'begin meanwhile do not shift it.',
        querystring: detectionQuerySchema,
        response: { 200: detectionListSchema, ...failures },
      },
    },
    ({ query }) =>
      detections.list({
        cameraIds: query.cameraIds ?? null,
        labels: query.labels ?? null,
        kinds: query.kinds ?? null,
        zone: query.zone ?? null,
        fromMs: query.fromMs ?? null,
        toMs: query.toMs ?? null,
        beforeId: query.beforeId ?? null,
        limit: query.limit,
      }),
  );
  app.get(
    '/api/detections/:id',
    {
      schema: {
        operationId: 'detection',
        tags,
        summary: 'One event',
        params: detectionParamsSchema,
        response: { 200: detectionEventSchema, ...failures },
      },
    },
    ({ params }) => detections.get(params.id),
  );
  app.get(
    '/api/detections/:id/picture',
    {
      schema: {
        operationId: 'detectionPicture',
        tags,
        summary: 'The picture in which it is seen best, as JPEG',
        description: 'May be exchanged for a better one until the event is over; then it never changes.',
        params: detectionParamsSchema,
        querystring: detectionPictureQuerySchema,
        response: { 200: bytes('image/jpeg', 'The picture'), ...failures },
      },
    },
    async ({ params, query }, reply) => {
      const { jpeg, final } = await detections.picture(params.id, query.which);
      return reply
        .header('cache-control', final ? FOR_EVER : ASK_AGAIN)
        .type('image/jpeg')
        .send(jpeg);
    },
  );
}

function figureRoutes(app: App, { services: { detections, detection } }: RouteContext): void {
  app.get(
    '/api/detection/status',
    {
      schema: {
        operationId: 'detectionStatus',
        tags,
        summary: 'How detection fares now, per camera, and the processes that run the models',
        response: { 200: detectionNowSchema, ...failures },
      },
    },
    () => ({ cameras: detection.statuses(), workers: detection.workers() }),
  );
  app.get(
    '/api/detections/facets',
    {
      schema: {
        operationId: 'detectionFacets',
        tags,
        summary: 'Classes, kinds and zones that there are events of',
        querystring: camerasQuerySchema,
        response: { 200: detectionFacetsSchema, ...failures },
      },
    },
    ({ query }) => detections.facets(query.cameraIds ?? null),
  );
  app.get(
    '/api/detections/counts',
    {
      schema: {
        operationId: 'wireCounts',
        tags,
        summary: 'Crossings of trip-wires by hour and class',
        querystring: wireCountsQuerySchema,
        response: { 200: wireCountsSchema, ...failures },
      },
    },
    ({ query }) => ({
      hours: detections.counts({ cameraIds: query.cameraIds ?? null, fromMs: query.startMs, toMs: query.endMs }),
    }),
  );
  app.get(
    '/api/detection/runs',
    {
      schema: {
        operationId: 'detectionRuns',
        tags,
        summary: 'What detection did in each run of a camera, the newest first',
        querystring: detectionRunQuerySchema,
        response: { 200: detectionRunListSchema, ...failures },
      },
    },
    ({ query }) => ({
      runs: detections.runs({
        cameraIds: query.cameraIds ?? null,
        fromMs: query.fromMs ?? null,
        toMs: query.toMs ?? null,
        limit: query.limit,
      }),
    }),
  );
}
