import { access, constants } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import {
  cameraParamsSchema,
  playlistQuerySchema,
  segmentFileParamsSchema,
  segmentFileQuerySchema,
} from '../../../shared/api.ts';
import { VigilError } from '../../../shared/errors.ts';
import type { Segment, SegmentKey } from '../../../shared/recording.ts';
import type { ReplayService } from '../../services.ts';
import type { App, FastifyRequest, RouteContext } from '../app.ts';
import type { Auth } from '../auth/auth.ts';
import { linkEndMs, type LinkScope } from '../auth/links.ts';
import { safeFileName } from '../file-name.ts';
import { bytes, failures } from './answers.ts';
import { sendFar } from './far-file.ts';

const tags = ['replay'];

/**
 * The file of a segment, seen on disk. A growing file is renamed when it is finished, so a path may be
 * of yesterday by the time it is looked at: once more then.
 */
async function findFile(replay: ReplayService, key: SegmentKey) {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const found = await replay.file(key);
    if (found.kind === 'far' || (await isReadable(found.path))) return found;
  }
  throw new VigilError('segment_missing', 'the recording is in the catalog, but its file is gone');
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Lets a caller without a session pass only with a signature over exactly what is asked for. */
function requireAccess(auth: Auth, request: FastifyRequest, signature: string | undefined, scope: LinkScope): void {
  if (request.sessionHash !== null) return;
  if (signature === undefined) throw new VigilError('unauthorized', 'sign in first');
  const check = auth.checkLink(scope, signature);
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
      const { startMs, endMs, access: signature } = request.query;
      requireAccess(auth, request, signature, { kind: 'playlist', cameraId, startMs, endMs });
      const segments = await replay.playable(cameraId, startMs, endMs);
      if (!segments.some(({ parts }) => parts.length > 0))
        throw new VigilError('segment_missing', 'nothing was recorded in this span');
      const uriFor = (key: SegmentKey) => {
        const uri = `../../segments/${key}.mp4`;
        if (signature === undefined || request.sessionHash !== null) return uri;
        return `${uri}?access=${auth.signLink({ kind: 'segment', key }, linkEndMs(signature)).access}`;
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
      const found = await findFile(services.replay, key);
      const name = request.query.download === '0' ? null : safeFileName(downloadName(key, found.segment, cameraName));
      if (found.kind === 'far') return sendFar(request, reply, found, name);
      // Footage does not belong in a browser's disk cache, so `no-store` of the interface stays.
      const options = { root: dirname(found.path), cacheControl: false, dotfiles: 'allow' } as const;
      const file = basename(found.path);
      return name === null ? reply.sendFile(file, options.root, options) : reply.download(file, name, options);
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
