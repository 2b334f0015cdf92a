import { createHash } from 'node:crypto';

/** What a camera asks of its clients. */
export interface CameraAuth {
  readonly scheme: 'basic' | 'digest';
  readonly username: string;
  readonly password: string;
}

const REALM = 'Vigil simulator';

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Value of the WWW-Authenticate header. */
export function challenge(auth: CameraAuth, nonce: string): string {
  return auth.scheme === 'basic'
    ? `Basic realm="${REALM}"`
    : `Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5`;
}

function digestFields(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const match of header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    fields.set((match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '');
  }
  return fields;
}

/** Whether an Authorization header proves the password: Basic (RFC 7617), Digest with MD5 (RFC 2617), with or without qop. */
export function isAuthorized(auth: CameraAuth, nonce: string, method: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  if (auth.scheme === 'basic') {
    const encoded = /^basic\s+(\S+)$/i.exec(header)?.[1];
    return encoded !== undefined && Buffer.from(encoded, 'base64').toString() === `${auth.username}:${auth.password}`;
  }
  if (!/^digest\s/i.test(header)) return false;
  const fields = digestFields(header);
  if (fields.get('nonce') !== nonce || fields.get('username') !== auth.username) return false;
  const secret = md5(`${auth.username}:${REALM}:${auth.password}`);
  const deed = md5(`${method}:${fields.get('uri') ?? ''}`);
  const qop = fields.get('qop');
  const middle = qop === undefined ? nonce : [nonce, fields.get('nc'), fields.get('cnonce'), qop].join(':');
  return fields.get('response') === md5(`${secret}:${middle}:${deed}`);
}
