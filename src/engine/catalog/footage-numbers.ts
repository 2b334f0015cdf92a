import type { Db } from './database.ts';

/** The row of `footage` of one camera. */
export interface FootageRow {
  readonly num: number;
  readonly longestSegmentMs: number;
  readonly longestGapMs: number;
}

/** Translates camera ids to the numbers that segments and gaps carry, and keeps the bounds of a search by time. */
export class FootageNumbers {
  readonly #known = new Map<string, FootageRow>();
  readonly #find;
  readonly #add;
  readonly #widen;
  readonly #remove;

  constructor(db: Db) {
    this.#find = db.prepare<[string], FootageRow>(
      `SELECT num, longest_segment_ms AS longestSegmentMs, longest_gap_ms AS longestGapMs
       FROM footage WHERE camera_id = ?`,
    );
    this.#add = db.prepare('INSERT INTO footage (camera_id) VALUES (?) ON CONFLICT DO NOTHING');
    this.#widen = db.prepare('UPDATE footage SET longest_segment_ms = ?, longest_gap_ms = ? WHERE num = ?');
    this.#remove = db.prepare('DELETE FROM footage WHERE camera_id = ?');
  }

  /** Null when the camera never had footage or a gap. */
  find(cameraId: string): FootageRow | null {
    const known = this.#known.get(cameraId);
    if (known !== undefined) return known;
    const row = this.#find.get(cameraId);
    if (row !== undefined) this.#known.set(cameraId, row);
    return row ?? null;
  }

  /** Finds or makes the row. For use within a transaction: see `forget`. */
  ensure(cameraId: string): FootageRow {
    const found = this.find(cameraId);
    if (found !== null) return found;
    this.#add.run(cameraId);
    const made = this.find(cameraId);
    if (made === null) throw new Error('the footage row was not stored');
    return made;
  }

  /** Notes a segment or gap that is longer than any before. */
  widen(cameraId: string, lengths: { readonly segmentMs?: number; readonly gapMs?: number }): void {
    const row = this.ensure(cameraId);
    const longestSegmentMs = Math.max(row.longestSegmentMs, lengths.segmentMs ?? 0);
    const longestGapMs = Math.max(row.longestGapMs, lengths.gapMs ?? 0);
    if (longestSegmentMs === row.longestSegmentMs && longestGapMs === row.longestGapMs) return;
    this.#widen.run(longestSegmentMs, longestGapMs, row.num);
    this.#known.set(cameraId, { num: row.num, longestSegmentMs, longestGapMs });
  }

  /** Removes the row, when nothing refers to it any more. */
  remove(cameraId: string): void {
    this.#remove.run(cameraId);
    this.#known.delete(cameraId);
  }

  /** What is remembered of rows may be of a transaction that was rolled back. */
  forget(): void {
    this.#known.clear();
  }
}
