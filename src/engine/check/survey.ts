import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraId } from '../../shared/camera.ts';
import {
  cameraFolders,
  growingFolder,
  isDayFolder,
  isForeign,
  parseFinishedName,
  parseGrowingName,
} from '../recording/index.ts';
import { errorText, isCode, underRoot, type Root } from '../storage/index.ts';
import type { CheckedRow, CheckStores } from './check-store.ts';
import { partsFit, sameIndex, walk } from './file-check.ts';
import { Findings, type Finding } from './findings.ts';
import type { KnownRoots } from './known-roots.ts';

export interface SurveyWork {
  readonly store: CheckStores;
  readonly roots: KnownRoots;
  readonly nowMs: number;
  /** Whether the boxes of this row's file are walked. */
  readonly walks: (row: CheckedRow) => boolean;
}

export interface Survey {
  readonly rows: number;
  readonly files: number;
  readonly walked: number;
  /** Noted as lost already, and still so. */
  readonly lost: number;
  readonly findings: readonly Finding[];
  /** Rows that say something else than their file. */
  readonly differing: readonly CheckedRow[];
  readonly placeless: readonly CheckedRow[];
}

const PAGE = 500;
const OVERLAPS = 10_000;

/** Compares catalog and files, and changes nothing. @throws what the catalog throws */
export async function survey(work: SurveyWork): Promise<Survey> {
  const findings = new Findings();
  const rows = await surveyRows(work, findings);
  const files = await surveyFiles(work, findings);
  const { store } = work;
  const dangling = store.danglingRows();
  if (dangling > 0) findings.add('dangling', `${dangling} of them`, dangling);
  for (const { cameraId, gapStartMs } of store.overlaps(OVERLAPS)) {
    findings.add('gap_overlap', `camera ${cameraId}, from ${new Date(gapStartMs).toISOString()}`);
  }
  for (const { path, place } of store.strayGarbage()) findings.add('stray_garbage', `${path} (place ${place})`);
  for (const total of store.wrongTotals()) findings.add('wrong_total', total);
  return { ...rows, files, findings: findings.list() };
}

async function surveyRows(work: SurveyWork, findings: Findings): Promise<Omit<Survey, 'files' | 'findings'>> {
  const { store, roots } = work;
  const places = new Map(store.places().map((place) => [place.num, place]));
  const byNum = new Map(roots.present.map((root) => [root.num, root]));
  const away = new Map<number, number>();
  const differing: CheckedRow[] = [];
  const placeless: CheckedRow[] = [];
  const sum = { rows: 0, walked: 0, lost: 0 };
  for (let page = store.rowsAfter(0, PAGE); page.length > 0; page = store.rowsAfter(page.at(-1)?.id ?? 0, PAGE)) {
    for (const row of page) {
      sum.rows += 1;
      const unknown = [row.place, row.archive].filter((num) => num !== null && !places.has(num));
      for (const num of unknown) findings.add('place_unknown', `${row.path} (place ${num})`);
      if (!places.has(row.place)) placeless.push(row);
      const root = byNum.get(row.place);
      if (root === undefined) {
        away.set(row.place, (away.get(row.place) ?? 0) + 1);
        continue;
      }
      const verdict = await judgeRow(work, root, row, findings);
      if (verdict.walked) sum.walked += 1;
      if (verdict.lost) sum.lost += 1;
      if (verdict.differs) differing.push(row);
    }
  }
  for (const { place, why } of roots.away) {
    const count = away.get(place.num) ?? 0;
    if (count > 0) findings.add('root_away', `${place.location || `place ${place.num}`}, ${count} recordings: ${why}`);
  }
  return { ...sum, differing, placeless };
}

interface Verdict {
  readonly walked?: boolean;
  readonly lost?: boolean;
  readonly differs?: boolean;
}

async function judgeRow(work: SurveyWork, root: Root, row: CheckedRow, findings: Findings): Promise<Verdict> {
  const path = underRoot(root.path, row.path);
  if (path === null) {
    findings.add('bad_path', row.path);
    return {};
  }
  try {
    const { size } = await stat(path);
    if (row.lost) findings.add('found_again', path);
    const sized = size === row.sizeBytes;
    const fits = partsFit(row);
    if (!sized) findings.add('wrong_size', `${path}: ${size} bytes, not ${row.sizeBytes}`);
    if (!fits) findings.add('bad_index', path);
    if (!work.walks(row)) return { differs: !sized || !fits };
    const { damage, found } = await walk(path);
    const same = found !== null && sameIndex(row, found);
    if (damage !== null || found === null) findings.add('damaged', `${path}: ${damage ?? 'no picture in it'}`);
    else if (!same && fits) findings.add('bad_index', path);
    return { walked: true, differs: !sized || !fits || !same || damage !== null };
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTDIR')) findings.add('unreadable', `${path}: ${errorText(error)}`);
    else if (row.lost) return { lost: true };
    else findings.add('missing_file', path);
    return {};
  }
}

/** @returns the number of finished files */
async function surveyFiles({ store, roots, nowMs }: SurveyWork, findings: Findings): Promise<number> {
  const known = new Set<CameraId>(store.camerasWithFootage());
  let files = 0;
  for (const { root, cameraId } of await cameraFolders(roots.present, known)) {
    const own = join(root.path, cameraId);
    const foreign = async (folder: string, name: string): Promise<void> => {
      if (await isForeign(join(folder, name), nowMs)) findings.add('foreign', join(folder, name));
    };
    try {
      for (const name of await readdir(own)) {
        if (!isDayFolder(name)) {
          await foreign(own, name);
          continue;
        }
        for (const file of await readdir(join(own, name))) {
          const parsed = parseFinishedName(name, file);
          if (parsed === null) await foreign(join(own, name), file);
          else files += 1;
          const stored = `${cameraId}/${name}/${file}`;
          const kind = parsed === null ? null : judgeFile(store, root, parsed.key, stored);
          if (kind !== null) findings.add(kind, join(root.path, stored));
        }
      }
      const growing = growingFolder(root.path, cameraId);
      for (const name of await readdir(growing).catch(() => [])) {
        if (parseGrowingName(name) === null) await foreign(growing, name);
        else findings.add('unfinished', join(growing, name));
      }
    } catch (error) {
      findings.add('unreadable', `${own}: ${errorText(error)}`);
    }
  }
  return files;
}

function judgeFile(store: CheckStores, root: Root, key: string, path: string): 'no_row' | 'extra_copy' | null {
  if (store.isGarbage(key, root.num) || store.isMoving(key, root.num)) return null;
  const row = store.findFile(key);
  if (row === null) return 'no_row';
  return row.place === root.num && row.path === path ? null : 'extra_copy';
}
