import type { TimeSpan } from '../../src/shared/recording.ts';
import type { NewSegment, RowOfDay, SegmentStore, StoredGap, StoredSegment } from '../../src/engine/recording/index.ts';
import type { GarbageFile } from '../../src/engine/storage/index.ts';

/** A segment store that forgets; for tests of what stands on it. The catalog has tests of its own. */
export class MemorySegmentStore implements SegmentStore {
  readonly rows = new Map<string, NewSegment>();
  readonly gaps: StoredGap[] = [];
  readonly lost = new Set<string>();
  readonly condemned = new Map<string, GarbageFile>();

  insertSegment(segment: NewSegment): boolean {
    if (this.rows.has(segment.key)) return false;
    this.rows.set(segment.key, segment);
    return true;
  }

  findSegment(key: string): StoredSegment | null {
    return this.rows.get(key) ?? null;
  }

  relocate(key: string, from: string, to: string): void {
    const row = this.rows.get(key);
    if (row?.path === from) this.rows.set(key, { ...row, path: to });
  }

  archiveOf(): null {
    return null;
  }

  partsOf(key: string): Uint8Array | null {
    return this.rows.get(key)?.parts ?? null;
  }

  segmentsInRange(cameraId: string, startMs: number, endMs: number, limit: number): NewSegment[] {
    return [...this.rows.values()]
      .filter((row) => row.cameraId === cameraId && row.startMs < endMs && row.startMs + row.durationMs > startMs)
      .sort((a, b) => a.startMs - b.startMs)
      .slice(0, limit);
  }

  recordedSpans(
    cameraId: string,
    startMs: number,
    endMs: number,
    joinMs: number,
  ): { startMs: number; endMs: number }[] {
    const spans: { startMs: number; endMs: number }[] = [];
    for (const row of this.segmentsInRange(cameraId, startMs, endMs, Infinity)) {
      const span = { startMs: Math.max(startMs, row.startMs), endMs: Math.min(endMs, row.startMs + row.durationMs) };
      const last = spans.at(-1);
      if (last !== undefined && span.startMs - last.endMs < joinMs) last.endMs = Math.max(last.endMs, span.endMs);
      else spans.push(span);
    }
    return spans;
  }

  activeSpans(): [] {
    return [];
  }

  daysWithFootage(cameraId: string, utcOffsetMinutes: number): number[] {
    const offsetMs = utcOffsetMinutes * 60_000;
    const rows = this.segmentsInRange(cameraId, 0, Infinity, Infinity);
    const days = rows.map((row) => Math.floor((row.startMs + offsetMs) / 86_400_000) * 86_400_000 - offsetMs);
    return [...new Set(days)];
  }

  lastFootageEndMs(cameraId: string): number | null {
    const ends = this.segmentsInRange(cameraId, 0, Infinity, Infinity).map((row) => row.startMs + row.durationMs);
    return ends.length === 0 ? null : Math.max(...ends);
  }

  beginGap(cameraId: string, startMs: number, reason: StoredGap['reason']): void {
    this.endGap(cameraId, startMs);
    this.gaps.push({ cameraId, startMs, endMs: null, reason });
  }

  endGap(cameraId: string, endMs: number): void {
    const index = this.gaps.findIndex((gap) => gap.cameraId === cameraId && gap.endMs === null);
    const open = this.gaps[index];
    if (open === undefined) return;
    if (endMs > open.startMs) this.gaps[index] = { ...open, endMs };
    else this.gaps.splice(index, 1);
  }

  openGap(cameraId: string): StoredGap | null {
    return this.gaps.find((gap) => gap.cameraId === cameraId && gap.endMs === null) ?? null;
  }

  gapsInRange(cameraId: string, startMs: number, endMs: number): StoredGap[] {
    return this.gaps.filter(
      (gap) => gap.cameraId === cameraId && gap.startMs < endMs && (gap.endMs ?? Infinity) > startMs,
    );
  }

  /** Knows no locks. */
  condemnCamera(cameraId: string): void {
    this.condemnSegments([...this.rows.values()].filter((row) => row.cameraId === cameraId).map((row) => row.key));
    this.gaps.splice(0, Infinity, ...this.gaps.filter((gap) => gap.cameraId !== cameraId));
  }

  condemnSegments(keys: readonly string[]): void {
    for (const key of keys) {
      const row = this.rows.get(key);
      if (row === undefined) continue;
      this.condemned.set(key, { key, place: row.place, path: row.path });
      this.rows.delete(key);
    }
  }

  garbage(place: number, limit: number): GarbageFile[] {
    return [...this.condemned.values()].filter((file) => file.place === place).slice(0, limit);
  }

  forgetGarbage(files: readonly { readonly key: string }[]): void {
    for (const { key } of files) this.condemned.delete(key);
  }

  camerasWithFootage(): string[] {
    return [...new Set([...this.rows.values()].map((row) => row.cameraId))];
  }

  rowsWithin(cameraId: string, span: TimeSpan): RowOfDay[] {
    return [...this.rows.values()]
      .filter((row) => row.cameraId === cameraId && row.startMs >= span.startMs && row.startMs < span.endMs)
      .map(({ key, place, path }) => ({ key, place, path, lost: this.lost.has(key) }));
  }

  isGarbage(key: string): boolean {
    return this.condemned.has(key);
  }

  markLost(_cameraId: string, keys: readonly string[], lostMs: number | null): void {
    for (const key of keys) {
      if (lostMs === null) this.lost.delete(key);
      else this.lost.add(key);
    }
  }

  cutGaps(cameraId: string, span: TimeSpan): void {
    const within = this.gaps.filter(
      (gap) => gap.cameraId === cameraId && gap.startMs >= span.startMs && (gap.endMs ?? Infinity) <= span.endMs,
    );
    for (const gap of within) this.gaps.splice(this.gaps.indexOf(gap), 1);
  }
}
