import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogError, openCatalog } from '../../../src/engine/catalog/index.ts';
import { camA, quiet, segment, storedCamera } from '../../unit/catalog/catalog-fixture.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-catalog-'));
  path = join(folder, 'vigil.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openCatalog(path, { logger: quiet });

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CatalogError) return error.fault;
    throw error;
  }
  return 'none';
}

describe('opening the catalog', () => {
  it('finds what was stored before, in a file that only this user may read', () => {
    const first = open();
    first.cameras.insert(storedCamera(camA));
    first.segments.insertSegment(segment(camA, 1000, 60_000));
    first.close();
    const second = open();
    expect(second.cameras.list()).toHaveLength(1);
    expect(second.segments.recordedSpans(camA, 30_000, 90_000, 1000)).toEqual([{ startMs: 30_000, endMs: 61_000 }]);
    second.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves out a camera whose row cannot be read and keeps the others', () => {
    open().close();
    const db = new Database(path);
    const insert = db.prepare(
      `INSERT INTO cameras (id, position, created_ms, name, enabled, record, demo, connect_timeout_ms, source)
       VALUES (?, 0, 1, 'Gate', 1, 1, 0, 5000, ?)`,
    );
    insert.run('bbbbbbbbbbbb', '{"kind":"teapot"}');
    insert.run('cccccccccccc', '{"kind":"file","path":"/a.mp4"}');
    db.close();
    const catalog = open();
    expect(catalog.cameras.list().map(({ camera }) => camera.id)).toEqual(['cccccccccccc']);
    catalog.close();
  });

  it('refuses a database from the future and leaves it as it is', () => {
    open().close();
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.pragma('journal_mode = DELETE');
    db.close();
    const before = readFileSync(path);
    expect(faultOf(open)).toBe('from_future');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses the database of another program and leaves it as it is', () => {
    const db = new Database(path);
    db.exec('CREATE TABLE theirs (id INTEGER)');
    db.close();
    const before = readFileSync(path);
    expect(faultOf(open)).toBe('foreign');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused while another has it open', () => {
    const first = open();
    expect(faultOf(open)).toBe('in_use');
    first.close();
    open().close();
  });

  it('answers timelines from the index alone', () => {
    open().close();
    const db = new Database(path);
    const plan = db
      .prepare(
        `EXPLAIN QUERY PLAN SELECT start_ms, duration_ms FROM segments
         WHERE camera_num = 1 AND start_ms >= 2 AND start_ms < 3 ORDER BY start_ms`,
      )
      .all() as { detail: string }[];
    db.close();
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH segments USING COVERING INDEX segments_by_time (camera_num=? AND start_ms>? AND start_ms<?)',
    ]);
  });
});
