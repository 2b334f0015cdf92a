import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import type { DetectionEvent } from '../../../src/shared/detection.ts';

/** The part of the stand-in that holds events. */
export interface DetectionHolder {
  detections: DetectionEvent[];
  readonly detectionsAsked: string[];
}

/** An event of a person who walks from left to right, to be altered by `change`. */
export function detectionEvent(id: number, change: Partial<DetectionEvent> = {}): DetectionEvent {
  const startMs = change.startMs ?? Date.now();
  return {
    id,
    cameraId: 'cam000000001',
    cameraName: 'Camera 1',
    trackId: id,
    kind: 'enter',
    ruleId: 'r1',
    ruleName: 'Somebody comes',
    label: 'person',
    score: 0.87,
    startMs,
    endMs: startMs + 8000,
    bestMs: startMs + 2000,
    bestBox: { x: 0.4, y: 0.3, w: 0.14, h: 0.5 },
    zones: ['Yard'],
    direction: null,
    path: [0.1, 0.25, 0.47, 0.7].map((x, index) => ({ x, y: 0.78 + 0.02 * index, atMs: startMs + index * 1000 })),
    attributes: [],
    hasPicture: true,
    ...change,
  };
}

/** A picture with a figure in it: 640x360 the frame, 180x300 the crop. */
async function jpeg(which: string, id: number): Promise<Buffer> {
  const [width, height] = which === 'frame' ? [640, 360] : [180, 300];
  const [x, y, w, h] = which === 'frame' ? [256, 108, 90, 180] : [45, 30, 90, 240];
  const hue = (id * 47) % 360;
  const figure = `<ellipse cx="${x + w / 2}" cy="${y + w / 3}" rx="${w / 4}" ry="${w / 3}" fill="#e0b090"/>
    <rect x="${x + w / 6}" y="${y + w * 0.6}" width="${(w * 2) / 3}" height="${h - w * 0.6}" rx="14" fill="hsl(${hue} 55% 45%)"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#39424e"/><rect y="70%" width="100%" height="30%" fill="#59636f"/>${figure}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

const listed = (text: string | undefined): readonly string[] | null => text?.split(',') ?? null;

/** `/api/detections…` by the same rules as the engine's. */
export function addDetectionRoutes(app: FastifyInstance, recorder: DetectionHolder): void {
  app.get<{ Querystring: Partial<Record<string, string>> }>('/api/detections', ({ query, url }) => {
    recorder.detectionsAsked.push(url);
    const [cameraIds, labels, kinds] = [listed(query['cameraIds']), listed(query['labels']), listed(query['kinds'])];
    const { zone, fromMs, toMs, beforeId, limit = '50' } = query;
    const sorted = [...recorder.detections].sort((a, b) => b.startMs - a.startMs || b.id - a.id);
    const after = beforeId === undefined ? 0 : sorted.findIndex(({ id }) => id === Number(beforeId)) + 1;
    const wanted = sorted
      .slice(after)
      .filter(
        (event) =>
          (cameraIds?.includes(event.cameraId) ?? true) &&
          (labels?.includes(event.label) ?? true) &&
          (kinds?.includes(event.kind) ?? true) &&
          (zone === undefined || event.zones.includes(zone)) &&
          event.startMs >= Number(fromMs ?? 0) &&
          event.startMs < Number(toMs ?? Number.MAX_VALUE),
      );
    const events = wanted.slice(0, Number(limit));
    return { events, next: wanted.length > events.length ? (events.at(-1)?.id ?? null) : null };
  });
  app.get('/api/detections/facets', () => ({
    labels: [...new Set(recorder.detections.map(({ label }) => label))].sort(),
    kinds: [...new Set(recorder.detections.map(({ kind }) => kind))],
    zones: [...new Set(recorder.detections.flatMap(({ zones }) => zones))].sort(),
  }));
  app.get('/api/detection/status', () => ({ cameras: [], workers: [] }));
  app.get<{ Params: { id: string } }>('/api/detections/:id', ({ params }, reply) => {
    const event = recorder.detections.find(({ id }) => id === Number(params.id));
    return event ?? reply.code(404).send({ code: 'not_found', message: 'no such event' });
  });
  app.get<{ Params: { id: string }; Querystring: { which?: string } }>(
    '/api/detections/:id/picture',
    async ({ params, query }, reply) =>
      reply.type('image/jpeg').send(await jpeg(query.which ?? 'crop', Number(params.id))),
  );
}
