import type { PlaceStore, StoredPlace } from '../storage/index.ts';
import type { Db } from './database.ts';

/** Storage roots and archives. */
export function createPlaceStore(db: Db): PlaceStore {
  const list = db.prepare<[], StoredPlace>('SELECT num, id, kind, location FROM places ORDER BY num');
  const add = db.prepare('INSERT INTO places (id, kind, location) VALUES (@id, @kind, @location)');
  const update = db.prepare('UPDATE places SET id = @id, kind = @kind, location = @location WHERE num = @num');
  return {
    places: () => list.all(),
    addPlace: (place) => Number(add.run(place).lastInsertRowid),
    updatePlace: (place) => void update.run(place),
  };
}
