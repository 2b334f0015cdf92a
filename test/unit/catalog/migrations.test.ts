import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../src/engine/catalog/database.ts';
import { migrations } from '../../../src/engine/catalog/migrations/index.ts';

/** A database as it was after the step with this version. */
function databaseAt(version: number) {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(
    db,
    migrations.filter((step) => step.version <= version),
  );
  return db;
}

function tablesOf(db: Database.Database): unknown {
  return db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
}

function addCamera(db: Database.Database): void {
  db.exec(`INSERT INTO cameras VALUES ('aaaaaaaaaaaa', 0, 1, 'Gate', 1, 1, 0, 5000, '{"kind":"file"}', x'00ff')`);
  db.exec(`INSERT INTO state_changes VALUES (1, 'aaaaaaaaaaaa', 5, 'ok', NULL, NULL, '[]')`);
}

describe('migrations', () => {
  it('are numbered without a hole', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('1 makes cameras out of nothing', () => {
    const db = databaseAt(0);
    expect(tablesOf(db)).toEqual([]);
    migrate(db, migrations.slice(0, 1));
    expect(tablesOf(db)).toEqual(['camera_facts', 'cameras', 'state_changes']);
    expect(() => db.exec(`INSERT INTO state_changes VALUES (1, 'nobody', 5, 'ok', NULL, NULL, '[]')`)).toThrow(
      /FOREIGN/,
    );
  });

  it('2 adds footage and leaves cameras as they were', () => {
    const db = databaseAt(1);
    addCamera(db);
    const before = db.prepare('SELECT * FROM cameras').all();
    migrate(db, migrations.slice(0, 2));
    expect(tablesOf(db)).toEqual([
      'camera_facts',
      'cameras',
      'footage',
      'gaps',
      'garbage',
      'segment_parts',
      'segments',
      'state_changes',
    ]);
    expect(db.prepare('SELECT * FROM cameras').all()).toEqual(before);
    db.exec("INSERT INTO footage (camera_id) VALUES ('aaaaaaaaaaaa')");
    expect(() => db.exec("INSERT INTO gaps VALUES (1, 1, 10, 10, 'ended')")).toThrow(/CHECK/);
    expect(() => db.exec("INSERT INTO gaps VALUES (1, 1, 'ten', 20, 'ended')")).toThrow(/cannot store TEXT/);
  });

  it('3 adds sessions and leaves footage as it was', () => {
    const db = databaseAt(2);
    addCamera(db);
    db.exec("INSERT INTO footage (camera_id) VALUES ('aaaaaaaaaaaa')");
    db.exec(
      `INSERT INTO segments VALUES (1, 'abcdefghijkl-00000', 1, 10, 20, 30, 'h264', NULL, 640, 360, 700, 'a/b.mp4')`,
    );
    const before = db.prepare('SELECT * FROM segments').all();
    migrate(db, migrations.slice(0, 3));
    expect(tablesOf(db)).toContain('sessions');
    expect(db.prepare('SELECT * FROM segments').all()).toEqual(before);
    expect(db.pragma('user_version', { simple: true })).toBe(3);
  });

  it('4 places all footage and garbage in the one root there was, kept as continuous recording', () => {
    const db = databaseAt(3);
    addCamera(db);
    db.exec("INSERT INTO footage (camera_id) VALUES ('aaaaaaaaaaaa')");
    db.exec(
      `INSERT INTO segments VALUES (1, 'abcdefghijkl-00000', 1, 10, 20, 30, 'h264', NULL, 640, 360, 700, 'a/b.mp4')`,
    );
    db.exec(`INSERT INTO garbage VALUES ('abcdefghijkl-00001', 'a/c.mp4')`);
    migrate(db, migrations.slice(0, 4));
    expect(db.prepare('SELECT path, place_num, archive_num, kind, locked, lost_ms FROM segments').all()).toEqual([
      { path: 'a/b.mp4', place_num: 1, archive_num: null, kind: 'continuous', locked: 0, lost_ms: null },
    ]);
    expect(db.prepare('SELECT * FROM garbage').all()).toEqual([
      { key: 'abcdefghijkl-00001', place_num: 1, path: 'a/c.mp4' },
    ]);
    expect(db.prepare('SELECT recording FROM cameras').pluck().all()).toEqual(['{}']);
    expect(db.prepare('SELECT num, kind FROM places').all()).toEqual([{ num: 1, kind: 'fast' }]);
  });

  it('5 adds alerts and their outbox, whose rows go with their alert and with their webhook', () => {
    const db = databaseAt(3);
    addCamera(db);
    migrate(db, migrations.slice(0, 4));
    const before = db.prepare('SELECT * FROM cameras').all();
    migrate(db, migrations.slice(0, 5));
    expect(db.prepare('SELECT * FROM cameras').all()).toEqual(before);
    const alert = db.prepare(
      `INSERT INTO alerts (at_ms, kind, severity, about, data, last_ms) VALUES (1, 'event', 'info', '', '{}', 1)`,
    );
    const hook = "INSERT INTO webhooks (id, created_ms, name, url, enabled) VALUES (?, 1, 'Desk', 'http://desk/', 1)";
    for (const id of ['a', 'b']) {
      alert.run();
      db.prepare(hook).run(id);
    }
    const queue = db.prepare('INSERT INTO webhook_outbox (webhook_id, alert_id, delivery) VALUES (?, ?, ?)');
    for (const [webhook, id] of [
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['b', 2],
    ] as const)
      queue.run(webhook, id, webhook + id);
    db.exec("DELETE FROM alerts WHERE id = 2; DELETE FROM webhooks WHERE id = 'b'");
    expect(db.prepare('SELECT webhook_id, alert_id FROM webhook_outbox').all()).toEqual([
      { webhook_id: 'a', alert_id: 1 },
    ]);
    alert.run();
    expect(db.prepare('SELECT max(id) FROM alerts').pluck().get()).toBe(3);
  });

  it('6 adds what moved, which goes with its segment, and leaves segments as they were', () => {
    const db = databaseAt(5);
    db.exec("INSERT INTO footage (camera_id) VALUES ('aaaaaaaaaaaa')");
    db.exec(`INSERT INTO segments (key, camera_num, start_ms, duration_ms, size_bytes, video_codec, width, height, init_bytes, path)
      VALUES ('abcdefghijkl-00000', 1, 10, 20, 30, 'h264', 640, 360, 700, 'a/b.mp4')`);
    const before = db.prepare('SELECT * FROM segments').all();
    migrate(db, migrations.slice(0, 6));
    expect(db.prepare('SELECT * FROM segments').all()).toEqual(before);
    db.exec('INSERT INTO segment_motion VALUES (1, 500, zeroblob(32))');
    expect(() => db.exec('INSERT INTO segment_motion VALUES (2, 500, zeroblob(31))')).toThrow(/CHECK/);
    db.exec('DELETE FROM segments');
    expect(db.prepare('SELECT count(*) FROM segment_motion').pluck().get()).toBe(0);
  });

  it('7 adds up the footage that is there and changes none of it', () => {
    const db = databaseAt(4);
    db.exec("INSERT INTO footage (camera_id) VALUES ('aaaaaaaaaaaa'), ('bbbbbbbbbbbb')");
    const add = db.prepare(
      `INSERT INTO segments (key, camera_num, start_ms, duration_ms, size_bytes, video_codec, width, height, init_bytes, path,
         kind, locked) VALUES (?, ?, 1, 10, ?, 'h264', 1, 1, 1, 'p', ?, ?)`,
    );
    for (const [key, ...row] of [
      ['a', 1, 30, 'continuous', 0],
      ['b', 1, 12, 'continuous', 0],
      ['c', 1, 7, 'event', 1],
      ['d', 2, 5, 'continuous', 0],
    ] as const)
      add.run(key, ...row);
    const before = db.prepare('SELECT * FROM segments').all();
    migrate(db, migrations.slice(0, 7));
    expect(db.prepare('SELECT * FROM segments').all()).toEqual(before);
    expect(db.prepare('SELECT * FROM usage').raw().all()).toEqual([
      [1, 'continuous', 0, 2, 42],
      [1, 'event', 1, 1, 7],
      [2, 'continuous', 0, 1, 5],
    ]);
    db.exec(
      "UPDATE segments SET kind = 'motion', size_bytes = 13 WHERE key = 'b'; DELETE FROM segments WHERE key = 'c'",
    );
    expect(db.prepare('SELECT * FROM usage WHERE camera_num = 1').raw().all()).toEqual([
      [1, 'continuous', 0, 1, 30],
      [1, 'motion', 0, 1, 13],
    ]);
  });

  it('11 gives cameras a plan of detection with nothing said, and leaves the rest of them as it was', () => {
    const db = databaseAt(3);
    addCamera(db);
    migrate(db, migrations.slice(0, 10));
    const before = db.prepare('SELECT * FROM cameras').all() as object[];
    migrate(db, migrations.slice(0, 11));
    expect(db.prepare('SELECT * FROM cameras').all()).toEqual(before.map((row) => ({ ...row, detection: '{}' })));
    expect(() => db.exec("UPDATE cameras SET detection = '{'")).toThrow(/CHECK/);
    expect(db.pragma('user_version', { simple: true })).toBe(11);
  });

  it('12 adds events, which begin with number 1, and leaves cameras and locks as they were', () => {
    const db = databaseAt(3);
    addCamera(db);
    migrate(db, migrations.slice(0, 11));
    db.exec("INSERT INTO locks VALUES (1, 'aaaaaaaaaaaa', 'Gate', 1, 2, '', 1)");
    const rows = () => ['cameras', 'locks'].map((table) => db.prepare(`SELECT * FROM ${table}`).all());
    const before = rows();
    const tables = tablesOf(db) as string[];
    migrate(db, migrations.slice(0, 12));
    expect(rows()).toEqual(before);
    expect((tablesOf(db) as string[]).filter((name) => !tables.includes(name))).toEqual([
      'detection_event_zones',
      'detection_events',
      'detection_garbage',
      'detection_numbers',
      'detection_runs',
      'detection_streams',
      'detection_zones',
      'wire_counts',
    ]);
    expect(db.prepare('SELECT next_id FROM detection_numbers').pluck().all()).toEqual([1]);
    db.exec("INSERT INTO detection_streams VALUES (1, 'aaaaaaaaaaaa', 'person', 'appear')");
    const add = (startMs: number, endMs: number | null, box: string) => () =>
      db
        .prepare(
          `INSERT INTO detection_events (stream_num, start_ms, end_ms, seen_ms, best_ms, has_picture, score, track_id, camera_name,
             best_box, zones, attributes, path) VALUES (1, ?, ?, 1, 1, 0, 0.5, 1, 'Gate', ?, '[]', '[]', x'')`,
        )
        .run(startMs, endMs, box);
    expect(add(10, 9, '{}')).toThrow(/CHECK/);
    expect(add(10, null, '{')).toThrow(/CHECK/);
    expect(add(10, null, '{}')).not.toThrow();
    expect(() => db.exec("INSERT INTO wire_counts VALUES ('a', 'w', 5, 'person', 'Gate', 1, 0)")).toThrow(/CHECK/);
  });

  it('leave the database as it was when a step fails', () => {
    const db = databaseAt(1);
    const broken = { version: 2, sql: 'CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);' };
    expect(() => migrate(db, [...migrations.slice(0, 1), broken])).toThrow(/nowhere/);
    expect(tablesOf(db)).not.toContain('half');
    expect(db.pragma('user_version', { simple: true })).toBe(1);
  });

  it('run once', () => {
    const db = databaseAt(3);
    addCamera(db);
    migrate(db, migrations);
    expect(db.prepare('SELECT count(*) FROM cameras').pluck().get()).toBe(1);
  });
});
