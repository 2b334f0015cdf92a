import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { Lockout } from './lockout.ts';
import { checkLink, signLink, type LinkCheck, type LinkScope } from './links.ts';
import type { SessionStore } from './session-store.ts';

const DAY_MS = 86_400_000;
/** A session ends this long after it was last used. */
export const SESSION_MS = 30 * DAY_MS;
/** Use is noted no more often than this: a write for each request would wear the disk for nothing. */
const TOUCH_EVERY_MS = 10 * 60_000;
const LINK_MS = 6 * 3_600_000;

export type Exchange =
  | { readonly kind: 'ok'; readonly session: string; readonly expiresMs: number }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly waitMs: number };

export interface Auth {
  /** Makes a one-time access token, to be shown to the person at the machine; ends the one before. */
  issueToken(): string;
  /** Turns a one-time token into a session. `address` is who asks, for the lock-out. */
  exchange(token: string, address: string): Exchange;
  /** The hash of a live session, or null. Prolongs it. */
  verify(session: string): { readonly hash: string; readonly expiresMs: number } | null;
  /** Whether the session is still there; for sockets that stay open. */
  isLive(hash: string): boolean;
  revoke(hash: string): void;
  /** Signs a media address; by default for 6 hours. */
  signLink(scope: LinkScope, expiresMs?: number): { readonly access: string; readonly expiresMs: number };
  checkLink(scope: LinkScope, access: string): LinkCheck;
}

export interface AuthOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  /** Told after a token was used up, so that the host can show a fresh one. */
  readonly onTokenUsed?: () => void;
  /** Signs media links; without one, links end with the program. At least 32 bytes. */
  readonly linkKey?: Uint8Array;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The log-in: one-time tokens, sessions in the store by their hash, signed media links. */
export function createAuth(options: AuthOptions): Auth {
  const { store, clock } = options;
  const linkKey = options.linkKey ?? randomBytes(32);
  const lockout = new Lockout();
  let outstanding: Buffer | null = null;

  /** Compared by hash and in constant time, so that timing does not tell how much of a token is right. */
  const takeToken = (token: string): boolean => {
    if (outstanding === null || !timingSafeEqual(outstanding, sha256(token))) return false;
    outstanding = null;
    return true;
  };

  const liveSession = (hash: string) => {
    const found = store.findSession(hash);
    return found === null || found.expiresMs <= clock.now() ? null : found;
  };

  return {
    issueToken() {
      const token = randomBytes(20).toString('base64url');
      outstanding = sha256(token);
      return token;
    },
    exchange(token, address) {
      const waitMs = lockout.waitMs(address, clock.monotonic());
      if (waitMs > 0) return { kind: 'locked', waitMs };
      if (!takeToken(token)) {
        lockout.failed(address, clock.monotonic());
        return { kind: 'wrong' };
      }
      lockout.succeeded(address);
      const session = randomBytes(32).toString('base64url');
      const nowMs = clock.now();
      const expiresMs = nowMs + SESSION_MS;
      store.removeExpiredSessions(nowMs);
      store.insertSession({ hash: sha256(session).toString('hex'), createdMs: nowMs, expiresMs, lastSeenMs: nowMs });
      options.onTokenUsed?.();
      return { kind: 'ok', session, expiresMs };
    },
    verify(session) {
      const hash = sha256(session).toString('hex');
      const found = liveSession(hash);
      if (found === null) return null;
      const nowMs = clock.now();
      if (nowMs - found.lastSeenMs < TOUCH_EVERY_MS) return { hash, expiresMs: found.expiresMs };
      const expiresMs = nowMs + SESSION_MS;
      store.touchSession(hash, nowMs, expiresMs);
      return { hash, expiresMs };
    },
    isLive: (hash) => liveSession(hash) !== null,
    revoke: (hash) => store.removeSession(hash),
    signLink(scope, expiresMs = clock.now() + LINK_MS) {
      return { access: signLink(linkKey, scope, expiresMs), expiresMs: Math.floor(expiresMs / 1000) * 1000 };
    },
    checkLink: (scope, access) => checkLink(linkKey, scope, access, clock.now()),
  };
}
