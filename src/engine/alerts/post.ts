import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { SendFailureReason, SendResult } from '../../shared/webhooks.ts';
import type { Clock } from '../clock.ts';

/** Posts a body. Resolves always; an abort by the signal is the failure `closed`. */
export type Post = (message: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}) => Promise<SendResult>;

/** For everything together: name, connection, TLS, request, head of the answer. */
const TIMEOUT_MS = 10_000;
/** Nobody reads the answer's body; what goes beyond this is cut off. */
const ANSWER_BYTES = 64 * 1024;

const reasons: Readonly<Record<string, SendFailureReason>> = {
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  EPROTO: 'tls',
};

/** Why a request failed, by the code of its error. Pure. */
export function reasonOf(error: unknown): SendFailureReason {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return 'unknown';
  if (code.startsWith('HPE_')) return 'nonsense';
  if (/CERT|^UNABLE_TO_(GET|VERIFY)|^ERR_(TLS|SSL)/.test(code)) return 'tls';
  return reasons[code] ?? 'unknown';
}

/** What an answer means: 2xx took it; redirects are not followed, they would lead where nobody looked. Pure. */
export function verdictOf(status: number): { readonly ok: true } | { readonly ok: false; reason: SendFailureReason } {
  if (status >= 200 && status < 300) return { ok: true };
  return { ok: false, reason: status >= 300 && status < 400 ? 'redirect' : 'status' };
}

function drain(answer: IncomingMessage, cut: () => void): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) cut();
  });
  answer.on('error', () => undefined);
}

/** Posts over a connection of its own, with certificates verified. */
export function createPost(clock: Clock): Post {
  return ({ url, headers, body, signal }) =>
    new Promise((resolve) => {
      const startedMs = clock.monotonic();
      const tookMs = () => Math.round(clock.monotonic() - startedMs);
      const fail = (reason: SendFailureReason) => resolve({ ok: false, reason, status: null, tookMs: tookMs() });
      const send = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
      const request = send(url, { method: 'POST', headers, agent: false });
      const cut = () => void request.destroy();
      const patience = clock.after(TIMEOUT_MS, () => {
        fail('timeout');
        cut();
      });
      const aborted = () => {
        fail('closed');
        cut();
      };
      signal.addEventListener('abort', aborted);
      request.on('response', (answer) => {
        const status = answer.statusCode ?? 0;
        resolve({ ...verdictOf(status), status, tookMs: tookMs() });
        drain(answer, cut);
      });
      request.on('error', (error) => fail(reasonOf(error)));
      request.on('close', () => {
        patience.cancel();
        signal.removeEventListener('abort', aborted);
        fail('closed');
      });
      if (signal.aborted) aborted();
      else request.end(body);
    });
}
