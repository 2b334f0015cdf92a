import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createS3Store,
  digestOf,
  objectKey,
  probeArchive,
  uploadFile,
  type ArchiveAddress,
  type ObjectStore,
  type UploadRecord,
  type UploadStore,
} from '../../../src/engine/archive/index.ts';
import { SERVER_KEY, startObjectServer, type ObjectServer } from '../../support/object-server.ts';

const PART_BYTES = 512 * 1024;
const key = 'm1a2b3c4abcd-00001';
const path = 'camera/2026-11-21/10-00-00.000Z_m1a2b3c4abcd-00001.mp4';

let server: ObjectServer;
let folder: string;
let stores: ObjectStore[];
let records: Map<string, UploadRecord>;
const { signal } = new AbortController();

beforeEach(async () => {
  server = await startObjectServer();
  folder = mkdtempSync(join(tmpdir(), 'vigil-upload-'));
  stores = [];
  records = new Map();
});

afterEach(async () => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

function storeFor(address: ArchiveAddress = server.address, secretKey = SERVER_KEY): ObjectStore {
  const store = createS3Store({ address, secretKey, connectTimeoutMs: 2000, idleTimeoutMs: 5000 });
  stores.push(store);
  return store;
}

function uploadStore(): UploadStore {
  return {
    findUpload: (wanted) => records.get(wanted) ?? null,
    saveUpload: (record) => void records.set(record.key, record),
    forgetUpload: (gone) => void records.delete(gone),
  };
}

function fileOf(sizeBytes: number) {
  const bytes = randomBytes(sizeBytes);
  const file = join(folder, 'segment.mp4');
  writeFileSync(file, bytes);
  const job = { key, place: 7, path, file, sizeBytes, objectKey: objectKey(server.address, path) };
  return { bytes, job, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const upload = (job: ReturnType<typeof fileOf>['job'], store = storeFor()) =>
  uploadFile(job, { store, uploads: uploadStore(), partBytes: PART_BYTES }, signal);

test('a file goes up in parts, is verified, and any range of it can be read', async () => {
  const { bytes, job, sha256 } = fileOf(PART_BYTES * 2 + 12_345);
  const store = storeFor();
  expect(await upload(job, store)).toBe(sha256);
  expect(await digestOf(store, job.objectKey, signal)).toBe(sha256);
  const chunks: Buffer[] = [];
  for await (const chunk of await store.read(job.objectKey, { start: 1000, end: 600_000 }, signal))
    chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).equals(bytes.subarray(1000, 600_001))).toBe(true);
});

test('a small file goes up in one piece', async () => {
  const { job, sha256 } = fileOf(1000);
  const store = storeFor();
  expect(await upload(job, store)).toBe(sha256);
  expect(await digestOf(store, job.objectKey, signal)).toBe(sha256);
  expect(server.requests().some((line) => line.includes('uploads'))).toBe(false);
});

test('an upload whose connection broke goes on with the parts that are missing', async () => {
  const { job, sha256 } = fileOf(PART_BYTES * 4);
  server.trouble.cutAfterBytes = PART_BYTES * 2.5;
  await expect(upload(job)).rejects.toMatchObject({ code: 'archive_unavailable', fault: 'unreachable' });
  expect(records.get(key)?.parts).toHaveLength(2);
  server.trouble.cutAfterBytes = null;
  const beforeBytes = server.receivedBytes();
  const store = storeFor();
  expect(await upload(job, store)).toBe(sha256);
  expect(server.receivedBytes() - beforeBytes).toBeLessThan(PART_BYTES * 2.5);
  expect(await digestOf(store, job.objectKey, signal)).toBe(sha256);
});

test('an upload that was completed before its answer came is not made twice', async () => {
  const { job, sha256 } = fileOf(PART_BYTES * 3);
  await upload(job);
  expect(records.get(key)?.parts).toHaveLength(3);
  const beforeBytes = server.receivedBytes();
  expect(await upload(job)).toBe(sha256);
  expect(server.receivedBytes() - beforeBytes).toBeLessThan(PART_BYTES);
});

test.each([
  ['in parts', PART_BYTES * 2],
  ['in one piece', PART_BYTES / 2],
])('what was changed on its way %s is found out and removed', async (_how, sizeBytes) => {
  const { job } = fileOf(sizeBytes);
  const store = storeFor();
  server.trouble.corruptFrom = 10_000;
  await expect(upload(job, store)).rejects.toMatchObject({ fault: 'corrupted' });
  server.trouble.corruptFrom = null;
  expect(await store.head(job.objectKey, signal)).toBe(null);
  expect(await upload(job, store)).toHaveLength(64);
});

test('a file that is not what the catalog says is not sent', async () => {
  const { job } = fileOf(1000);
  await expect(upload({ ...job, sizeBytes: 999 })).rejects.toMatchObject({ name: 'FileFault' });
  expect(server.receivedBytes()).toBe(0);
});

test('the probe passes on an archive that can be used', async () => {
  await expect(probeArchive(storeFor(), server.address.prefix, signal)).resolves.toBeUndefined();
});

test.each([
  ['a wrong key id', (s: ObjectServer) => storeFor({ ...s.address, accessKeyId: 'NOBODY' }), 'wrong_key'],
  ['a bucket that is not there', (s: ObjectServer) => storeFor({ ...s.address, bucket: 'elsewhere' }), 'no_bucket'],
  ['no server', (s: ObjectServer) => storeFor({ ...s.address, endpoint: 'http://127.0.0.1:9' }), 'unreachable'],
])('%s is told as what it is', async (_what, storeOf, fault) => {
  await expect(probeArchive(storeOf(server), '', signal)).rejects.toMatchObject({ fault });
});

// Its server checks no signatures and knows no redirects, so these answers are of Amazon's documentation.
test.each([
  [403, 'SignatureDoesNotMatch', 'wrong_key'],
  [403, 'AccessDenied', 'denied'],
  [301, 'PermanentRedirect', 'wrong_region'],
  [400, 'AuthorizationHeaderMalformed', 'wrong_region'],
  [403, 'RequestTimeTooSkewed', 'clock_skew'],
  [503, 'SlowDown', 'server_error'],
  [501, 'NotImplemented', 'server_error'],
])('an answer of %i %s is told as what it is', async (status, code, fault) => {
  const answering = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No.</Message></Error>`);
    });
  }).listen(0, '127.0.0.1');
  await once(answering, 'listening');
  const endpoint = `http://127.0.0.1:${(answering.address() as AddressInfo).port}`;
  try {
    await expect(probeArchive(storeFor({ ...server.address, endpoint }), '', signal)).rejects.toMatchObject({ fault });
  } finally {
    answering.close();
    answering.closeAllConnections();
  }
});
