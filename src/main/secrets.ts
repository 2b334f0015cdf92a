import { safeStorage } from 'electron';
import { join } from 'node:path';
import { createKeyFileSecretBox, type SecretBox } from '../engine/index.ts';

/**
 * The desktop's own safe (Keychain, DPAPI, libsecret). Where it has none, Electron would fall back to a key that
 * everybody knows: a key file that only this user may read is better.
 */
export function createSafeStorageBox(dataDir: string): SecretBox {
  const weak = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (!safeStorage.isEncryptionAvailable() || weak) return createKeyFileSecretBox(join(dataDir, 'secret.key'));
  return {
    seal: (plain) => safeStorage.encryptString(plain),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
  };
}
