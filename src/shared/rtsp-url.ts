/** scheme, authority (user and password included) and the rest of a URL; null when it has no authority. */
function parts(url: string): { scheme: string; authority: string; rest: string } | null {
  const found = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/is.exec(url.trim());
  if (found === null) return null;
  return { scheme: found[1] ?? '', authority: found[2] ?? '', rest: found[3] ?? '' };
}

/** Percent-encodes all but letters, digits, `-`, `.`, `_` and `~` (RFC 3986, 2.1), as UTF-8. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A person pasted a password with a bare percent sign.
    return text;
  }
}

/**
 * Takes user and password out of a pasted URL (`rtsp://admin:secret@host/path`). A password may hold `@` and `:` as they
 * are; what is percent-encoded is decoded. Both are null when the URL has none.
 */
export function splitCredentials(url: string): { url: string; username: string | null; password: string | null } {
  const found = parts(url);
  const at = found?.authority.lastIndexOf('@') ?? -1;
  if (found === null || at < 0) return { url: url.trim(), username: null, password: null };
  const user = found.authority.slice(0, at);
  const colon = user.indexOf(':');
  return {
    url: found.scheme + found.authority.slice(at + 1) + found.rest,
    username: colon === 0 || user === '' ? null : decode(colon < 0 ? user : user.slice(0, colon)),
    password: colon < 0 ? null : decode(user.slice(colon + 1)),
  };
}

/** The URL with user and password in it, percent-encoded. For the wire only: never log, store or answer it. */
export function joinCredentials(url: string, username: string | null, password: string | null): string {
  const found = parts(url);
  if (found === null || (username === null && password === null)) return url;
  const secret = password === null ? '' : `:${encode(password)}`;
  return `${found.scheme}${encode(username ?? '')}${secret}@${found.authority}${found.rest}`;
}

/** Host (without the brackets of IPv6) and port of an RTSP URL; 554 and, for rtsps, 322 when it names none. Null: no host. */
export function rtspHost(url: string): { host: string; port: number } | null {
  const found = parts(url);
  if (found === null) return null;
  const authority = found.authority.slice(found.authority.lastIndexOf('@') + 1);
  const address = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(authority);
  const host = address?.[1] ?? address?.[2];
  if (address === null || host === undefined) return null;
  const standard = found.scheme.toLowerCase() === 'rtsps://' ? 322 : 554;
  return { host, port: address[3] === undefined ? standard : Number(address[3]) };
}

/** The URL with another host; the port stays. */
export function withHost(url: string, host: string): string {
  const found = parts(url);
  if (found === null) return url;
  const at = found.authority.lastIndexOf('@') + 1;
  const port = /:(\d{1,5})$/.exec(found.authority)?.[0] ?? '';
  const shown = host.includes(':') ? `[${host}]` : host;
  return `${found.scheme}${found.authority.slice(0, at)}${shown}${port}${found.rest}`;
}
