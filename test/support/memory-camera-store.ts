import type { CameraStore, StoredFacts, StoredStateChange } from '../../src/engine/camera/index.ts';
import type { StoredCamera } from '../../src/engine/services.ts';

/** Keeps cameras in memory. */
export class MemoryCameraStore implements CameraStore {
  readonly changes: StoredStateChange[] = [];
  readonly #cameras = new Map<string, StoredCamera>();
  readonly #facts = new Map<string, StoredFacts>();

  list(): StoredCamera[] {
    return [...this.#cameras.values()].sort((a, b) => a.camera.position - b.camera.position);
  }
  insert(stored: StoredCamera): void {
    this.#cameras.set(stored.camera.id, stored);
  }
  update(stored: StoredCamera): void {
    this.#cameras.set(stored.camera.id, stored);
  }
  remove(id: string): void {
    this.#cameras.delete(id);
    this.#facts.delete(id);
  }
  reorder(ids: readonly string[]): void {
    ids.forEach((id, position) => {
      const stored = this.#cameras.get(id);
      if (stored !== undefined) this.#cameras.set(id, { ...stored, camera: { ...stored.camera, position } });
    });
  }
  facts(id: string): StoredFacts | null {
    return this.#facts.get(id) ?? null;
  }
  saveFacts(id: string, facts: StoredFacts): void {
    this.#facts.set(id, facts);
  }
  addStateChange(change: StoredStateChange): void {
    this.changes.push(change);
  }
  history(id: string, limit: number, beforeMs: number | null): StoredStateChange[] {
    return this.changes
      .filter((change) => change.cameraId === id && change.atMs < (beforeMs ?? Infinity))
      .reverse()
      .slice(0, limit);
  }
}
