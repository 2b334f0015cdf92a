import type { SealedSecrets } from '../secrets.ts';
import type { Db } from './database.ts';

/** Sealed secrets of the settings. */
export function createSealedSecrets(db: Db): SealedSecrets {
  const find = db.prepare<[string], Buffer>('SELECT sealed FROM secrets WHERE name = ?').pluck();
  const save = db.prepare<[string, Uint8Array]>(
    'INSERT INTO secrets (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed',
  );
  const remove = db.prepare<[string]>('DELETE FROM secrets WHERE name = ?');
  return {
    find: (name) => find.get(name) ?? null,
    save: (name, sealed) => void save.run(name, sealed),
    remove: (name) => void remove.run(name),
  };
}
