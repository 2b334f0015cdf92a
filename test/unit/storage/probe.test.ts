import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeMarker } from '../../../src/engine/storage/marker.ts';
import { createProbe } from '../../../src/engine/storage/probe.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'vigil-probe-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const markerPath = () => join(folder, '.vigil-storage.json');

describe('a root that is looked at time and again', () => {
  it('is known by its marker each time, and written to', async () => {
    const probe = createProbe();
    const id = await writeMarker(folder);
    const looks = [await probe(folder, id), await probe(folder, id)];
    for (const look of looks) expect(look).toMatchObject({ kind: 'found', marker: id, trouble: null });
    expect(await readFile(join(folder, '.vigil-probe'), 'utf8')).toBe('vigil\n');
  });

  it('is another one as soon as another disk is mounted in its place', async () => {
    const probe = createProbe();
    const here = join(folder, 'disk');
    const other = join(folder, 'other');
    await mkdir(here);
    await mkdir(other);
    const id = await writeMarker(here);
    const otherId = await writeMarker(other);
    await probe(here, id);
    await rename(here, join(folder, 'away'));
    expect(await probe(here, id)).toEqual({ kind: 'absent' });
    await rename(other, here);
    expect(await probe(here, id)).toMatchObject({ kind: 'found', marker: otherId });
  });

  it('is foreign as soon as its marker is written over, even where size and time stay the same', async () => {
    const probe = createProbe();
    const id = await writeMarker(folder);
    await utimes(markerPath(), 1000, 1000);
    await probe(folder, id);
    const { length } = await readFile(markerPath(), 'utf8');
    await writeFile(markerPath(), 'x'.repeat(length));
    await utimes(markerPath(), 1000, 1000);
    expect(await probe(folder, id)).toMatchObject({ kind: 'foreign_marker' });
  });

  it('has no marker as soon as it is deleted, and is then not written to', async () => {
    const probe = createProbe();
    const id = await writeMarker(folder);
    await probe(folder, id);
    await rm(markerPath());
    await rm(join(folder, '.vigil-probe'));
    expect(await probe(folder, id)).toMatchObject({ kind: 'found', marker: null, trouble: null });
    await expect(readFile(join(folder, '.vigil-probe'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that is a file is no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await createProbe()(join(folder, 'file'), null)).toEqual({ kind: 'failed', why: 'it is not a folder' });
  });
});
