import { Readable } from 'node:stream';
import { VigilError } from '../../../shared/errors.ts';
import type { FarFile } from '../../services.ts';
import type { FastifyReply, FastifyRequest } from '../app.ts';

/** First and last byte of what is asked for. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range header asks of a file. Null is the whole file: no header, one that is not of bytes, or several ranges at once
 * (a server may ignore those, RFC 9110 section 14.2). Pure. @throws VigilError range_not_satisfiable
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return null;
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes || start > end)
    throw new VigilError('range_not_satisfiable', 'the file ends before the range');
  return { start, end };
}

/** Hands a file through from the archive, or a range of it; ends the request there when the caller goes away. */
export async function sendFar(
  request: FastifyRequest,
  reply: FastifyReply,
  file: FarFile,
  downloadName: string | null,
): Promise<FastifyReply> {
  const { key } = file.segment;
  const etag = `"${key}"`;
  const ifRange = request.headers['if-range'];
  const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
  const range = byteRange(asked, file.sizeBytes);
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  void reply.headers({ 'accept-ranges': 'bytes', etag, 'content-length': end - start + 1 }).type('video/mp4');
  if (range !== null) void reply.code(206).header('content-range', `bytes ${start}-${end}/${file.sizeBytes}`);
  if (downloadName !== null) void reply.header('content-disposition', attachment(downloadName));
  // A stream, since Fastify takes nothing for a body of length 0, and says so.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  try {
    return await reply.send(await file.read({ start, end }, gone.signal));
  } catch (error) {
    for (const name of ['content-length', 'content-range', 'content-disposition', 'etag']) reply.removeHeader(name);
    throw error;
  }
}

/** RFC 6266: the name in ASCII for old programs, and as it is. */
function attachment(name: string): string {
  const quoted = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${quoted}`;
}
