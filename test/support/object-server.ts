import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import type { ArchiveAddress } from '../../src/engine/archive/index.ts';

/** What s3rver takes for key id and secret. */
export const SERVER_KEY = 'S3RVER';
export const BUCKET = 'footage';

/** Does to the bytes of one connection what a bad network does. */
export interface Trouble {
  /** Cuts the connection once so many bytes came from the client, over all connections. */
  cutAfterBytes: number | null;
  /** Changes a byte of each request body of at least this size. */
  corruptFrom: number | null;
  /** Answers nothing, also on connections that are open. */
  refuse: boolean;
}

/** A real S3-speaking server on loopback, behind a line that can be troubled. */
export interface ObjectServer {
  readonly address: ArchiveAddress;
  readonly trouble: Trouble;
  /** Bytes that came from clients. */
  readonly receivedBytes: () => number;
  /** First lines of the requests so far. */
  requests(): readonly string[];
  stop(): Promise<void>;
}

export async function startObjectServer(): Promise<ObjectServer> {
  const directory = mkdtempSync(join(tmpdir(), 'vigil-s3-'));
  const options = { address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: BUCKET }] };
  const server = new S3rver({ ...options, port: 0 });
  const { port } = await server.run();
  const line = await openLine(port);
  return {
    address: {
      endpoint: `http://127.0.0.1:${line.port}`,
      region: 'us-east-1',
      bucket: BUCKET,
      prefix: 'site-a',
      accessKeyId: SERVER_KEY,
    },
    trouble: line.trouble,
    receivedBytes: line.receivedBytes,
    requests: () => line.requests,
    async stop() {
      await line.close();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Line {
  readonly port: number;
  readonly trouble: Trouble;
  readonly requests: string[];
  readonly receivedBytes: () => number;
  close(): Promise<void>;
}

async function openLine(target: number): Promise<Line> {
  const trouble: Trouble = { cutAfterBytes: null, corruptFrom: null, refuse: false };
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let received = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server: Server = createServer((client) => {
    keep(client);
    if (trouble.refuse) {
      client.destroy();
      return;
    }
    const upstream = keep(connect(target, '127.0.0.1'));
    client.on('data', (chunk) => {
      if (trouble.refuse) {
        client.destroy();
        return;
      }
      received += chunk.length;
      const line = /(?:GET|PUT|POST|HEAD|DELETE) \S+ HTTP/.exec(chunk.toString('latin1', 0, 2000));
      if (line !== null) requests.push(line[0]);
      if (trouble.cutAfterBytes !== null && received >= trouble.cutAfterBytes) {
        client.destroy();
        upstream.destroy();
        return;
      }
      if (trouble.corruptFrom !== null && line === null && chunk.length >= trouble.corruptFrom) {
        chunk[chunk.length - 100] = (chunk[chunk.length - 100] ?? 0) ^ 0xff;
      }
      upstream.write(chunk);
    });
    upstream.pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    trouble,
    requests,
    receivedBytes: () => received,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
