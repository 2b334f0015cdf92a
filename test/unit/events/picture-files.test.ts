import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PictureFiles } from '../../../src/engine/events/picture-files.ts';
import { camA, T0 } from './events-fixture.ts';

describe('pictures of events', () => {
  it('never leave their folder, whatever a row or a file says', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vigil-pictures-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const store = new PictureFiles(join(dir, 'events'));
    const key = { eventId: 1, cameraId: camA, startMs: T0 };
    for (const wrong of [{ cameraId: '../../../etc' }, { eventId: -1 }, { eventId: 1.5 }, { startMs: 9e15 }]) {
      expect(() => store.path({ ...key, ...wrong }, 'crop')).toThrow();
    }
    const outside = join(dir, 'precious.jpg');
    writeFileSync(outside, 'x');
    await store.removeFound(camA, '2026-01-01', { name: '../../../precious.jpg', eventId: 1 });
    expect(readFileSync(outside, 'utf8')).toBe('x');
  });
});
