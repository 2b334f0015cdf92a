import type {
  CameraId,
  CameraInputBody,
  CameraView,
  ConnectionTestRequest,
  ConnectionTestResult,
  StateChange,
} from '../../shared/camera.ts';
import { apiErrorSchema, type ErrorCode, type ErrorDetail } from '../../shared/errors.ts';
import { serverEventSchema, type ServerEvent } from '../../shared/events.ts';
import type { LiveStream } from '../../shared/live-protocol.ts';
import type { Timeline } from '../../shared/recording.ts';
import type { Settings } from '../../shared/settings.ts';

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

async function send(method: string, path: string, options: { body?: unknown; signal?: AbortSignal } = {}) {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(options.body === undefined
        ? {}
        : { body: JSON.stringify(options.body), headers: { 'content-type': 'application/json' } }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new RequestError('network', 'no answer');
  }
  if (response.ok) return response;
  const parsed = apiErrorSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw new RequestError('internal', `status ${response.status}`);
  throw new RequestError(parsed.data.code, parsed.data.message, parsed.data.details ?? []);
}

async function json<T>(method: string, path: string, options: { body?: unknown; signal?: AbortSignal } = {}) {
  return (await (await send(method, path, options)).json()) as T;
}

export interface SystemInfo {
  version: string;
  startedMs: number;
  ffmpeg: { path: string; version: string } | null;
  storage: { root: string; freeBytes: number; totalBytes: number } | null;
  demoAvailable: boolean;
}

export const api = {
  session: {
    /** Exchanges the one-time token for a session cookie. */
    signIn: (token: string) => send('POST', '/api/session', { body: { token } }),
    /** Resolves when there is a session, rejects with `unauthorized` when there is none. */
    check: () => send('GET', '/api/session'),
    signOut: () => send('DELETE', '/api/session'),
  },
  cameras: {
    add: (input: CameraInputBody) => json<CameraView>('POST', '/api/cameras', { body: input }),
    update: (id: CameraId, input: CameraInputBody) => json<CameraView>('PUT', `/api/cameras/${id}`, { body: input }),
    setEnabled: (id: CameraId, enabled: boolean) =>
      json<CameraView>('POST', `/api/cameras/${id}/enabled`, { body: { enabled } }),
    remove: (id: CameraId, recordings: 'keep' | 'delete') =>
      send('DELETE', `/api/cameras/${id}?recordings=${recordings}`),
    reorder: (ids: readonly CameraId[]) => send('PUT', '/api/cameras/order', { body: { ids } }),
    tryNow: (id: CameraId) => json<CameraView>('POST', `/api/cameras/${id}/try-now`),
    test: (request: ConnectionTestRequest, signal: AbortSignal) =>
      json<ConnectionTestResult>('POST', '/api/cameras/test', { body: request, signal }),
    history: (id: CameraId) => json<{ changes: StateChange[] }>('GET', `/api/cameras/${id}/history`),
    /** Address of the camera list as a file; it holds no passwords. */
    exportUrl: (format: 'json' | 'csv') => `/api/cameras/export?format=${format}`,
    /** Adds all cameras of a list or none; `import_invalid` names what is wrong in which row. */
    import: (format: 'json' | 'csv', text: string) =>
      json<{ added: number }>('POST', '/api/cameras/import', { body: { format, text } }),
    addDemo: () => send('POST', '/api/demo'),
    snapshot: async (id: CameraId, stream: LiveStream) =>
      (await send('GET', `/api/cameras/${id}/snapshot?stream=${stream}`)).blob(),
  },
  replay: {
    timeline: (ids: readonly CameraId[], startMs: number, endMs: number, signal?: AbortSignal) =>
      json<Timeline>(
        'GET',
        `/api/timeline?cameraIds=${ids.join(',')}&startMs=${Math.floor(startMs)}&endMs=${Math.ceil(endMs)}`,
        signal === undefined ? {} : { signal },
      ),
    days: (id: CameraId) =>
      json<{ days: number[] }>('GET', `/api/cameras/${id}/days?utcOffsetMinutes=${-new Date().getTimezoneOffset()}`),
    /** Address of the HLS playlist of a span, for hls.js. */
    playlistUrl: (id: CameraId, startMs: number, endMs: number) =>
      `/api/cameras/${id}/playlist.m3u8?startMs=${Math.floor(startMs)}&endMs=${Math.ceil(endMs)}`,
    /** Address that saves the whole recording file whose media address is given. */
    downloadUrl: (fileUrl: string) => {
      const url = new URL(fileUrl, window.location.href);
      url.searchParams.set('download', '1');
      return url.href;
    },
    /** A signed address that other players can open without a session, for some hours. */
    link: (id: CameraId, startMs: number, endMs: number) =>
      json<{ url: string; expiresMs: number }>('POST', `/api/cameras/${id}/links`, { body: { startMs, endMs } }),
  },
  settings: {
    get: () => json<Settings>('GET', '/api/settings'),
    set: (settings: Settings) =>
      json<{ settings: Settings; restartNeeded: string[] }>('PUT', '/api/settings', { body: settings }),
  },
  system: { info: () => json<SystemInfo>('GET', '/api/system') },
};

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
