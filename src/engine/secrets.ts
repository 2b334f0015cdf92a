import type { SecretBox } from './host.ts';

/** Where sealed secrets of the settings are kept, by name. */
export interface SealedSecrets {
  find(name: string): Uint8Array | null;
  save(name: string, sealed: Uint8Array): void;
  remove(name: string): void;
}

/** Small secrets of the settings (an archive's key, a webhook's key). */
export interface Secrets {
  has(name: string): boolean;
  /** Null when there is none. @throws when it cannot be opened: another key, a damaged row */
  read(name: string): string | null;
  /** Null removes it. @throws when the host's key is not to be had */
  write(name: string, plain: string | null): void;
}

/** Secrets that are sealed by the host before they are kept. */
export function createSecrets(sealed: SealedSecrets, box: SecretBox): Secrets {
  return {
    has: (name) => sealed.find(name) !== null,
    read(name) {
      const found = sealed.find(name);
      return found === null ? null : box.open(found);
    },
    write(name, plain) {
      if (plain === null) sealed.remove(name);
      else sealed.save(name, box.seal(plain));
    },
  };
}
