import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { SecretBox } from '../host.ts';

/** Sealed: version (1 byte), nonce (12), tag (16), text. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';

/** `bad_key_file`: the key is not there or not one; `tampered`: sealed by another key, changed, or cut. */
export type SecretFault = 'bad_key_file' | 'tampered' | 'unknown_version';

/** Never holds the secret, nor the key. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly fault: SecretFault;

  constructor(fault: SecretFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Writes a new key under a temporary name and links it: of two programs that start at once, one key wins, whole. */
function createKey(path: string): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, randomBytes(KEY_BYTES));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(temporary, path);
  } catch (error) {
    // Some file systems (exFAT, network shares) know no links.
    if (codeOf(error) !== 'EEXIST') renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function loadKey(path: string): Buffer {
  let key: Buffer;
  try {
    key = readFileSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    createKey(path);
    key = readFileSync(path);
  }
  if (key.length !== KEY_BYTES) throw new SecretError('bad_key_file', `the key file ${path} is damaged`);
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return key;
}

/**
 * Seals with AES-256-GCM by a key in a file that only this user may read. The key is made at first use.
 * @param path of the key file; its folder may not be there yet when the box is made, but when it is used.
 */
export function createKeyFileSecretBox(path: string): SecretBox {
  let loaded: Buffer | undefined;
  const key = () => (loaded ??= loadKey(path));
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const version = Buffer.from([VERSION]);
      const cipher = createCipheriv(CIPHER, key(), nonce).setAAD(version);
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([version, nonce, cipher.getAuthTag(), text]);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES) throw new SecretError('tampered', 'the sealed secret is cut off');
      const version = bytes.subarray(0, 1);
      if (version[0] !== VERSION) throw new SecretError('unknown_version', 'the secret was sealed by another version');
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(CIPHER, key(), nonce, { authTagLength: TAG_BYTES })
        .setAAD(version)
        .setAuthTag(tag);
      try {
        const text = decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw new SecretError('tampered', 'the secret cannot be opened: it was changed, or sealed with another key');
      }
    },
  };
}
