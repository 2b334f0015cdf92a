import createClient from 'openapi-fetch';
import type { ArchiveTest } from '../../shared/archive.ts';
import type { CameraId, CameraInputBody, ConnectionTestRequest } from '../../shared/camera.ts';
import { apiErrorSchema, type ErrorCode, type ErrorDetail } from '../../shared/errors.ts';
import { serverEventSchema, type ServerEvent } from '../../shared/events.ts';
import type { LiveStream } from '../../shared/live-protocol.ts';
import { modelViewSchema, type ModelView } from '../../shared/models.ts';
import type { Settings } from '../../shared/settings.ts';
import type { WebhookInputBody } from '../../shared/webhooks.ts';
import type { paths } from './schema.d.ts';

/**
 * The only file of the interface that talks to the engine. Everything goes to the address that served the page;
 * the session cookie goes along by itself.
 */

/** A failed request; `code` is of the closed list, or `network` when nobody answered. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ErrorCode | 'network';
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode | 'network', message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** The page's own fetch; nobody answering is told apart from an answer that says no. */
async function ask(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new RequestError('network', 'no answer');
  }
}

/** Typed by the engine's own OpenAPI document: a route or a field that is not there does not compile. */
const client = createClient<paths>({ baseUrl: window.location.origin, fetch: ask });

/** The data of an answer. @throws RequestError with the engine's code */
async function take<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  const parsed = apiErrorSchema.safeParse(error);
  // Not the recorder's own words: those of a proxy before it. Its 401 is a 401 all the same.
  if (!parsed.success) {
    throw new RequestError(response.status === 401 ? 'unauthorized' : 'internal', `status ${response.status}`);
  }
  throw new RequestError(parsed.data.code, parsed.data.message, parsed.data.details ?? []);
}

type Defined<T> = T extends readonly (infer Item)[]
  ? Defined<Item>[]
  : T extends object
    ? { [K in keyof T]: Defined<Exclude<T[K], undefined>> }
    : T;
/** A body as it goes over the wire: JSON leaves out what is undefined. */
const defined = <T extends object>(body: T) => body as Defined<T>;

const at = (id: CameraId) => ({ params: { path: { id } } });

/** Whole milliseconds that hold the span. */
const span = (startMs: number, endMs: number) => ({ startMs: Math.floor(startMs), endMs: Math.ceil(endMs) });

export const api = {
  session: {
    /** Exchanges the one-time token for a session cookie. */
    signIn: (token: string) => take(client.POST('/api/session', { body: { token } })),
    /** Resolves when there is a session, rejects with `unauthorized` when there is none. */
    check: () => take(client.GET('/api/session')),
    signOut: () => take(client.DELETE('/api/session')),
  },
  cameras: {
    add: (input: CameraInputBody) => take(client.POST('/api/cameras', { body: defined(input) })),
    update: (id: CameraId, input: CameraInputBody) =>
      take(client.PUT('/api/cameras/{id}', { ...at(id), body: defined(input) })),
    setEnabled: (id: CameraId, enabled: boolean) =>
      take(client.POST('/api/cameras/{id}/enabled', { ...at(id), body: { enabled } })),
    remove: (id: CameraId, recordings: 'keep' | 'delete' | 'delete_locked') =>
      take(client.DELETE('/api/cameras/{id}', { params: { path: { id }, query: { recordings } } })),
    reorder: (ids: readonly CameraId[]) => take(client.PUT('/api/cameras/order', { body: { ids: [...ids] } })),
    tryNow: (id: CameraId) => take(client.POST('/api/cameras/{id}/try-now', at(id))),
    test: (request: ConnectionTestRequest, signal: AbortSignal) =>
      take(client.POST('/api/cameras/test', { body: defined(request), signal })),
    /** Newest first. @param beforeMs only changes before this moment; null: up to now */
    history: (id: CameraId, beforeMs: number | null) =>
      take(
        client.GET('/api/cameras/{id}/history', {
          params: { path: { id }, query: beforeMs === null ? {} : { beforeMs: Math.round(beforeMs) } },
        }),
      ),
    /** Address of the camera list as a file; it holds no passwords. */
    exportUrl: (format: 'json' | 'csv') => `/api/cameras/export?format=${format}`,
    /** Adds all cameras of a list or none; `import_invalid` names what is wrong in which row. */
    import: (format: 'json' | 'csv', text: string) =>
      take(client.POST('/api/cameras/import', { body: { format, text } })),
    addDemo: () => take(client.POST('/api/demo')),
    snapshot: async (id: CameraId, stream: LiveStream): Promise<Blob> => {
      const query = { params: { path: { id }, query: { stream } }, parseAs: 'blob' } as const;
      return take<Blob>(client.GET('/api/cameras/{id}/snapshot', query));
    },
  },
  replay: {
    /** Locked spans of one camera by time. */
    locks: (cameraId: CameraId) => take(client.GET('/api/locks', { params: { query: { cameraId } } })),
    lock: (id: CameraId, startMs: number, endMs: number, note: string) =>
      take(client.POST('/api/cameras/{id}/locks', { ...at(id), body: { ...span(startMs, endMs), note } })),
    unlock: (id: number) => take(client.DELETE('/api/locks/{id}', { params: { path: { id } } })),
    /** What the recordings of each camera take up, and how far they reach back. */
    usage: () => take(client.GET('/api/footage')),
    timeline: (ids: readonly CameraId[], startMs: number, endMs: number, signal?: AbortSignal) =>
      take(
        client.GET('/api/timeline', {
          params: { query: { cameraIds: ids.join(','), ...span(startMs, endMs) } },
          ...(signal === undefined ? {} : { signal }),
        }),
      ),
    days: (id: CameraId) => {
      const utcOffsetMinutes = -new Date().getTimezoneOffset();
      return take(client.GET('/api/cameras/{id}/days', { params: { path: { id }, query: { utcOffsetMinutes } } }));
    },
    /** Address of the HLS playlist of a span, for hls.js. */
    playlistUrl: (id: CameraId, startMs: number, endMs: number) => {
      const { startMs: from, endMs: to } = span(startMs, endMs);
      return `/api/cameras/${id}/playlist.m3u8?startMs=${from}&endMs=${to}`;
    },
    /** Address that saves the whole recording file whose media address is given. */
    downloadUrl: (fileUrl: string) => {
      const url = new URL(fileUrl, window.location.href);
      url.searchParams.set('download', '1');
      return url.href;
    },
    /** A signed address that other players can open without a session, for some hours. */
    link: (id: CameraId, startMs: number, endMs: number) =>
      take(client.POST('/api/cameras/{id}/links', { ...at(id), body: span(startMs, endMs) })),
  },
  alerts: {
    /** Newest first, with the number of all that are unread. */
    list: (query: NonNullable<paths['/api/alerts']['get']['parameters']['query']>) =>
      take(client.GET('/api/alerts', { params: { query } })),
    /** Marks these, or all up to a number, as read. */
    read: (which: { ids: number[] } | { upToId: number }) => take(client.POST('/api/alerts/read', { body: which })),
  },
  detections: {
    /** Newest first; the next page has `beforeId` = `next`. */
    list: (query: NonNullable<paths['/api/detections']['get']['parameters']['query']>) =>
      take(client.GET('/api/detections', { params: { query } })),
    get: (id: number) => take(client.GET('/api/detections/{id}', { params: { path: { id } } })),
    /** Classes, kinds and zones that there are events of. */
    facets: () => take(client.GET('/api/detections/facets')),
    /** How detection fares now, per camera. */
    status: () => take(client.GET('/api/detection/status')),
    /** Address of an event's picture; `bestMs` changes with it. */
    pictureUrl: ({ id, bestMs }: { readonly id: number; readonly bestMs: number }, which: 'crop' | 'frame') =>
      `/api/detections/${id}/picture?which=${which}&v=${bestMs}`,
  },
  webhooks: {
    list: () => take(client.GET('/api/webhooks')),
    add: (input: WebhookInputBody) => take(client.POST('/api/webhooks', { body: defined(input) })),
    update: (id: string, input: WebhookInputBody) =>
      take(client.PUT('/api/webhooks/{id}', { ...at(id), body: defined(input) })),
    remove: (id: string) => take(client.DELETE('/api/webhooks/{id}', at(id))),
    test: (id: string) => take(client.POST('/api/webhooks/{id}/test', at(id))),
    resume: (id: string) => take(client.POST('/api/webhooks/{id}/resume', at(id))),
  },
  settings: {
    get: () => take(client.GET('/api/settings')),
    set: (settings: Settings) => take(client.PUT('/api/settings', { body: settings })),
    /** States that the settings have been in, and whether a broken file has put the defaults into force. */
    versions: () => take(client.GET('/api/settings/versions')),
    restore: (atMs: number) => take(client.POST('/api/settings/restore', { body: { atMs } })),
    /** Address of settings and cameras as one file; it holds no passwords. */
    backupUrl: () => '/api/backup',
    /** Takes the settings of a backup and adds its cameras that are missing; `import_invalid` names what is wrong in it. */
    restoreBackup: (text: string) => take(client.POST('/api/backup/restore', { body: { text, cameras: true } })),
  },
  health: {
    /** Every disk that footage lies on. */
    storage: () => take(client.GET('/api/storage')),
    /** The day so far of each camera, by this machine's midnight. */
    look: () => {
      const utcOffsetMinutes = -new Date().getTimezoneOffset();
      return take(client.GET('/api/health', { params: { query: { utcOffsetMinutes } } }));
    },
  },
  storage: {
    /** Takes the disk that is at a configured root's path now. Answers all roots. */
    accept: (path: string) => take(client.POST('/api/storage/roots/accept', { body: { path } })),
    /** How it goes with moving and archiving. */
    tiers: () => take(client.GET('/api/storage/tiers')),
    /** Null removes the key. */
    setArchiveSecret: (secretKey: string | null) => take(client.PUT('/api/archive/secret', { body: { secretKey } })),
    /** Without a secret key, the stored one is used. */
    testArchive: (request: ArchiveTest) => take(client.POST('/api/archive/test', { body: defined(request) })),
  },
  models: {
    list: () => take(client.GET('/api/models')),
    /** Begins it; events tell how it goes. */
    download: (id: string) => take(client.POST('/api/models/{id}/download', at(id))),
    /** Gives a download up, or forgets that it failed. */
    cancel: (id: string) => take(client.DELETE('/api/models/{id}/download', at(id))),
    /** Adds one from a file. `onSent` hears the share that was sent, 0 to 1. @throws RequestError, an aborted signal's reason */
    add: (file: Blob, name: string, labels: string, onSent: (share: number) => void, signal: AbortSignal) =>
      upload('/api/models', { name, labels }, file, onSent, signal),
    remove: (id: string) => take(client.DELETE('/api/models/{id}', at(id))),
    /** Runs a detector on a fresh picture of a camera. */
    try: (id: string, cameraId: CameraId, signal: AbortSignal) =>
      take(client.POST('/api/models/{id}/try', { ...at(id), body: { cameraId }, signal })),
  },
  system: { info: () => take(client.GET('/api/system')) },
};

/** Sends a form whose last field is a file; fetch cannot tell how much of it has been sent. */
function upload(
  url: string,
  fields: Readonly<Record<string, string>>,
  file: Blob,
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<ModelView> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total);
    request.upload.onload = () => onSent(1);
    request.onabort = () => reject(signal.reason as Error);
    request.onerror = () => reject(new RequestError('network', 'no answer'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.onload = () => {
      const body = parsedJson(request.responseText);
      const view = modelViewSchema.safeParse(body);
      const error = apiErrorSchema.safeParse(body);
      if (view.success) resolve(view.data);
      else if (!error.success) reject(new RequestError('internal', `status ${request.status}`));
      else reject(new RequestError(error.data.code, error.data.message, error.data.details ?? []));
    };
    request.open('POST', url);
    request.send(form);
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function socketUrl(path: string): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Opens the live socket of one camera; the live folder reads its packets. */
export function openLiveSocket(id: CameraId, stream: LiveStream): WebSocket {
  const socket = new WebSocket(socketUrl(`/api/cameras/${id}/live?stream=${stream}`));
  socket.binaryType = 'arraybuffer';
  return socket;
}

/**
 * Keeps the events socket open until the signal aborts; reconnects after 1 s, then 2, 4, at most 8 s.
 * `onState` hears `open` and `lost`.
 */
export function followEvents(
  onEvent: (event: ServerEvent) => void,
  onState: (state: 'open' | 'lost') => void,
  signal: AbortSignal,
): void {
  let delayMs = 1000;
  const connect = () => {
    if (signal.aborted) return;
    const socket = new WebSocket(socketUrl('/api/events'));
    const close = () => socket.close();
    signal.addEventListener('abort', close);
    socket.onopen = () => {
      delayMs = 1000;
      onState('open');
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      const event = serverEventSchema.safeParse(JSON.parse(message.data));
      if (event.success) onEvent(event.data);
    };
    socket.onclose = () => {
      signal.removeEventListener('abort', close);
      if (signal.aborted) return;
      onState('lost');
      setTimeout(connect, delayMs);
      delayMs = Math.min(delayMs * 2, 8000);
    };
  };
  connect();
}
