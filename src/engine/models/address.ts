import { InstallError } from './fault.ts';

function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

/** Whether a model may be fetched from there: by https, or from this very machine. Pure. */
export function isFetchable(url: URL): boolean {
  return url.protocol === 'https:' || isLoopbackHttp(url);
}

/**
 * Where a redirect leads. Pure. From https it never leads to http.
 * @throws InstallError bad_redirect
 */
export function redirectTarget(from: URL, location: string | null): URL {
  if (location === null || !URL.canParse(location, from.href))
    throw new InstallError('bad_redirect', 'no address to go to');
  const to = new URL(location, from);
  if (!isFetchable(to) || (from.protocol === 'https:' && to.protocol !== 'https:')) {
    throw new InstallError('bad_redirect', `redirected to ${to.protocol}//${to.host}, from where nothing is taken`);
  }
  return to;
}

/** What a 206 answer says of its part: first byte and length of the whole; null when it cannot be read. Pure. RFC 9110, 14.4. */
export function parseContentRange(header: string | null): { readonly start: number; readonly total: number } | null {
  const match = /^bytes (\d+)-\d+\/(\d+)$/.exec(header ?? '');
  return match === null ? null : { start: Number(match[1]), total: Number(match[2]) };
}
