import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CameraId } from '../../../shared/camera.ts';
import type { SegmentKey } from '../../../shared/recording.ts';

/** What a signed media address opens: one playlist with exactly this span, or one recording file. */
export type LinkScope =
  | { readonly kind: 'playlist'; readonly cameraId: CameraId; readonly startMs: number; readonly endMs: number }
  | { readonly kind: 'segment'; readonly key: SegmentKey };

export type LinkCheck = 'ok' | 'expired' | 'invalid';

function textOf(scope: LinkScope): string {
  return scope.kind === 'playlist'
    ? `playlist|${scope.cameraId}|${scope.startMs}|${scope.endMs}`
    : `segment|${scope.key}`;
}

function sign(key: Uint8Array, scope: LinkScope, expires: string): Buffer {
  // 128 bits of an HMAC are enough (RFC 2104, section 5) and keep long playlists short.
  return createHmac('sha256', key)
    .update(`${textOf(scope)}|${expires}`)
    .digest()
    .subarray(0, 16);
}

/** The value of `access=`: when it ends, in seconds in base 36, and a signature over that and the scope. */
export function signLink(key: Uint8Array, scope: LinkScope, expiresMs: number): string {
  const expires = Math.floor(expiresMs / 1000).toString(36);
  return `${expires}.${sign(key, scope, expires).toString('base64url')}`;
}

/** Whether `access` opens `scope` now. The signature is compared in constant time, before the end is looked at. */
export function checkLink(key: Uint8Array, scope: LinkScope, access: string, nowMs: number): LinkCheck {
  const match = /^([0-9a-z]{1,9})\.([\w-]{22})$/.exec(access);
  if (match === null) return 'invalid';
  const [, expires = '', signature = ''] = match;
  const given = Buffer.from(signature, 'base64url');
  const right = sign(key, scope, expires);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 'invalid';
  return Number.parseInt(expires, 36) * 1000 > nowMs ? 'ok' : 'expired';
}

/** When the link ends, UTC milliseconds; 0 for what is no link. */
export function linkEndMs(access: string): number {
  const seconds = Number.parseInt(access.split('.', 1)[0] ?? '', 36);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
