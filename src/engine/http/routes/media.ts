import { basename, dirname } from 'node:path';
import {
  cameraParamsSchema,
  playlistQuerySchema,
  segmentFileParamsSchema,
  segmentFileQuerySchema,
} from '../../../shared/api.ts';
import { VigilError } from '../../../shared/errors.ts';
import type { Segment, SegmentKey } from '../../../shared/recording.ts';
import type { App, FastifyRequest, RouteContext } from '../app.ts';
import type { Auth } from '../auth/auth.ts';
import { linkEndMs, type LinkScope } from '../auth/links.ts';
import { safeFileName } from '../file-name.ts';
import { bytes, failures } from './answers.ts';

const tags = ['replay'];

/** Lets a caller without a session pass only with a signature over exactly what is asked for. */
function requireAccess(auth: Auth, request: FastifyRequest, access: string | undefined, scope: LinkScope): void {
  if (request.sessionHash !== null) return;
  if (access === undefined) throw new VigilError('unauthorized', 'sign in first');
  const check = auth.checkLink(scope, access);
  if (check === 'expired') throw new VigilError('link_expired', 'this link has expired');
  if (check === 'invalid') throw new VigilError('unauthorized', 'this link is not valid');
}

/** The playlist of a span and the recording files that it names. */
export function mediaRoutes(app: App, context: RouteContext): void {
  playlistRoute(app, context);
  segmentRoute(app, context);
}

function playlistRoute(app: App, { services: { replay }, auth, clock, buildPlaylist }: RouteContext): void {
  app.get(
    '/api/cameras/:id/playlist.m3u8',
    {
      config: { access: 'link' },
      schema: {
        operationId: 'playlist',
        tags,
        summary: 'HLS playlist of a span',
        description: 'Byte ranges of the recording files with programme date-time; it grows while the span does.',
        params: cameraParamsSchema,
        querystring: playlistQuerySchema,
        response: { 200: bytes('application/vnd.apple.mpegurl', 'RFC 8216 playlist'), ...failures },
      },
    },
    async (request, reply) => {
      const { id: cameraId } = request.params;
      const { startMs, endMs, access } = request.query;
      requireAccess(auth, request, access, { kind: 'playlist', cameraId, startMs, endMs });
      const segments = await replay.playable(cameraId, startMs, endMs);
      if (segments.length === 0) throw new VigilError('segment_missing', 'nothing was recorded in this span');
      const uriFor = (key: SegmentKey) => {
        const uri = `../../segments/${key}.mp4`;
        if (access === undefined || request.sessionHash !== null) return uri;
        return `${uri}?access=${auth.signLink({ kind: 'segment', key }, linkEndMs(access)).access}`;
      };
      const ended = endMs <= clock.now() || !segments.some((segment) => segment.growing);
      return reply.type('application/vnd.apple.mpegurl').send(buildPlaylist(segments, { uriFor, ended }));
    },
  );
}

function segmentRoute(app: App, { services, auth }: RouteContext): void {
  // HEAD is served along with it, from the same code.
  app.get(
    '/api/segments/:file',
    {
      config: { access: 'link' },
      schema: {
        operationId: 'segmentFile',
        tags,
        summary: 'A recording file, or ranges of its bytes',
        description: 'Range and If-Range are served; of a growing file, what is written by now.',
        params: segmentFileParamsSchema,
        querystring: segmentFileQuerySchema,
        response: { 200: bytes('video/mp4', 'The file'), 206: bytes('video/mp4', 'The asked range'), ...failures },
      },
    },
    async (request, reply) => {
      const key = request.params.file.replace(/\.mp4$/, '');
      requireAccess(auth, request, request.query.access, { kind: 'segment', key });
      const { path, segment } = await services.replay.file(key);
      // Footage does not belong in a browser's disk cache, so `no-store` of the interface stays.
      const options = { root: dirname(path), cacheControl: false, dotfiles: 'allow' } as const;
      if (request.query.download === '0') return reply.sendFile(basename(path), options.root, options);
      return reply.download(basename(path), safeFileName(downloadName(key, segment, cameraName)), options);
    },
  );

  const cameraName = (id: string): string | null =>
    services.cameras.list().find(({ camera }) => camera.id === id)?.camera.name ?? null;
}

function downloadName(key: SegmentKey, segment: Segment | null, nameOf: (id: string) => string | null): string {
  if (segment === null) return `${key}.mp4`;
  const start = new Date(segment.startMs).toISOString().replaceAll(':', '-').replace('T', ' ');
  return `${nameOf(segment.cameraId) ?? segment.cameraId} ${start}.mp4`;
}
