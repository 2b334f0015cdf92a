import type { Db } from './database.ts';
import type { FootageNumbers } from './footage-numbers.ts';

/** A transaction after whose failure nothing is remembered that was not stored. */
export type Transact = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A) => R;

export function transactions(db: Db, numbers: FootageNumbers): Transact {
  return (work) => {
    const run = db.transaction(work);
    return (...args) => {
      try {
        return run.immediate(...args);
      } catch (error) {
        numbers.forget();
        throw error;
      }
    };
  };
}
