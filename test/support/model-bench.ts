import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogueEntry } from '../../src/shared/models.ts';
import type { ServerEvent } from '../../src/shared/events.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createLogger } from '../../src/engine/logger.ts';
import { createModels, type ModelNeeds, type Models } from '../../src/engine/models/index.ts';
import { ModelError, type ModelFacts } from '../../src/engine/vision/index.ts';

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Bytes that the bench's inference takes for a model. */
export const modelBytes = (length: number) => Buffer.from(`onnx${'.'.repeat(length - 4)}`);

export const facts: ModelFacts = {
  purpose: 'detector',
  family: 'yolox',
  inputWidth: 416,
  inputHeight: 416,
  labels: ['person', 'cat'],
};

/** A file that begins with these four letters is a detector, one with `clas` a classifier; everything else is damaged. */
export function inspectByName(path: string): ModelFacts {
  const head = readFileSync(path, 'latin1').slice(0, 4);
  if (head === 'onnx') return facts;
  if (head === 'clas') return { ...facts, purpose: 'classifier', family: 'classifier' };
  throw new ModelError('corrupt', 'this is no model');
}

/** Models in folders of their own, over an inference that judges by the first letters of a file. */
export class ModelBench {
  readonly root = mkdtempSync(join(tmpdir(), 'vigil-models-'));
  readonly dir = join(this.root, 'models');
  readonly bundledDir = join(this.root, 'bundled');
  readonly events: ServerEvent[] = [];
  readonly unloaded: string[] = [];
  readonly inspected: { readonly path: string; readonly labels: readonly string[] | null }[] = [];
  /** Models that the one camera uses. */
  used: { model: string; attributeModel: string | null; enabled: boolean } = {
    model: 'hog-people',
    attributeModel: null,
    enabled: true,
  };
  models: Models;

  constructor(entries: readonly CatalogueEntry[], changes: Partial<ModelNeeds> = {}) {
    mkdirSync(this.bundledDir);
    writeFileSync(join(this.bundledDir, 'hog-people.onnx'), modelBytes(50));
    writeFileSync(join(this.bundledDir, 'models.json'), JSON.stringify({ version: 1, models: entries }));
    this.models = createModels(this.needs(changes));
  }

  needs(changes: Partial<ModelNeeds> = {}): ModelNeeds {
    return {
      dir: this.dir,
      bundledDir: this.bundledDir,
      clock: systemClock,
      logger: createLogger({ level: 'silent' }),
      inference: {
        inspect: ({ path, labels }) => {
          this.inspected.push({ path, labels });
          return new Promise((resolve) => resolve(inspectByName(path)));
        },
        unload: (id) => void this.unloaded.push(id),
        detect: () => Promise.resolve({ kind: 'done', detections: [], provider: 'cpu', workerMs: 1 }),
        forget: () => undefined,
      },
      cameras: () => [{ camera: { name: 'Gate', detection: this.used } as never }],
      snapshot: () => Promise.reject(new Error('no camera')),
      emit: (event) => void this.events.push(event),
      idleMs: 2000,
      retryDelaysMs: [1, 1, 1],
      ...changes,
    };
  }

  /** As after an end of the recorder and a new start. */
  async restart(changes: Partial<ModelNeeds> = {}): Promise<void> {
    await this.models.stop();
    this.models = createModels(this.needs(changes));
  }

  view(id: string) {
    const found = this.models.service.list().find((model) => model.id === id);
    if (found === undefined) throw new Error(`no model ${id}`);
    return found;
  }

  async remove(): Promise<void> {
    await this.models.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** An entry that comes with the bench, and one that a server has. */
export function benchEntries(url: string, bytes: Buffer): CatalogueEntry[] {
  const base = {
    purpose: 'detector' as const,
    licence: 'Apache-2.0',
    publisher: 'Somebody',
    homepage: 'https://example.org/',
    input: null,
    recommended: false,
    speed: 'fast' as const,
    cocoAp: null,
  };
  return [
    {
      ...base,
      id: 'hog-people',
      name: 'HOG people',
      family: 'hog',
      labels: ['person'],
      bundled: true,
      file: 'hog-people.onnx',
    },
    {
      ...base,
      id: 'small',
      name: 'Small',
      family: 'yolox',
      labels: 'coco80',
      bundled: false,
      url,
      sizeBytes: bytes.length,
      sha256: sha256Of(bytes),
    },
  ];
}
