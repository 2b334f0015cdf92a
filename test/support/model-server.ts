import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came. */
export interface Asked {
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
}

type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => void;

/** A real HTTP server on loopback that serves one file, well or badly. */
export interface ModelServer {
  readonly url: string;
  readonly asked: Asked[];
  /** How the next answers are given, one after another; when there are no more, the file is served well. */
  next(...answers: Answer[]): void;
  /** Breaks all connections off, and takes new ones. */
  cut(): void;
  close(): Promise<void>;
}

const ETAG = '"first"';

/** Serves the file, or the part of it that is asked for. */
export const well: Answer = (request, response, bytes) => {
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const start = Number(match?.[1] ?? 0);
  const ifRange = request.headers['if-range'];
  if (match === null || (ifRange !== undefined && ifRange !== ETAG)) {
    response.writeHead(200, { 'content-length': bytes.length, etag: ETAG }).end(bytes);
    return;
  }
  if (start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  const rest = bytes.subarray(start);
  response.writeHead(206, { 'content-length': rest.length, 'content-range': range, etag: ETAG }).end(rest);
};

/** Sends a part of what is asked for and then no more, with the connection open until it is cut. */
export const stallAfter =
  (count: number, etag = ETAG): Answer =>
  (request, response, bytes) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(start === 0 ? 200 : 206, { 'content-length': bytes.length - start, etag, ...range });
    response.write(bytes.subarray(start, start + count));
  };

export const status =
  (code: number): Answer =>
  (_request, response) =>
    void response.writeHead(code).end('no');

export const redirect =
  (location: string): Answer =>
  (_request, response) =>
    void response.writeHead(302, { location }).end();

/** Serves the whole of other bytes, whatever part was asked for. */
export const instead =
  (other: Buffer, etag = '"second"'): Answer =>
  (_request, response) =>
    void response.writeHead(200, { 'content-length': other.length, etag }).end(other);

/** Takes the request and says nothing. */
export const silent: Answer = () => undefined;

/** Sends the rest without saying how long it is, and too little or too much of it. */
export const unmeasured =
  (bytes: Buffer): Answer =>
  (_request, response) =>
    void response.writeHead(200).end(bytes);

/** Starts it; the caller closes it. */
export async function startModelServer(bytes: Buffer): Promise<ModelServer> {
  const asked: Asked[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    asked.push({
      path: request.url ?? '',
      range: range ?? null,
      ifRange: typeof ifRange === 'string' ? ifRange : null,
    });
    response.on('error', () => undefined);
    (answers.shift() ?? well)(request, response, bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/model.onnx`,
    asked,
    next: (...more) => void answers.push(...more),
    cut: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
