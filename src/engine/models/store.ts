import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { VigilError } from '../../shared/errors.ts';
import { MODEL_LIMIT_BYTES, type CatalogueEntry, type ModelState, type ModelView } from '../../shared/models.ts';
import type { Timer } from '../clock.ts';
import type { ModelFacts, ModelFile } from '../vision/index.ts';
import { readCatalogue } from './catalogue.ts';
import { download } from './download.ts';
import { InstallError, modelFault } from './fault.ts';
import { hashOf, hasItsSize, modelPaths, openFolder, place, removeFiles, type Installed } from './folder.ts';
import type { ModelNeeds } from './needs.ts';
import { PartFile } from './part-file.ts';
import { receive } from './receive.ts';
import { entryView, fileView } from './views.ts';

type Downloadable = Extract<CatalogueEntry, { bundled: false }>;
interface Running {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

const IDLE_MS = 30_000;
const RETRY_DELAYS_MS = [1000, 2000, 4000, 8000, 16_000];
/** The interface hears of progress so often. */
const TELL_MS = 400;

/** The models of this recorder: what comes with it, what can be downloaded, what is installed. */
export class ModelStore {
  readonly #needs: ModelNeeds;
  readonly #catalogue: readonly CatalogueEntry[];
  readonly #installed = new Map<string, Installed>();
  readonly #damaged = new Set<string>();
  /** Downloads that run, or whose failure nobody has undone. */
  readonly #states = new Map<string, Extract<ModelState, { state: 'downloading' | 'failed' }>>();
  readonly #running = new Map<string, Running>();
  readonly #stopped = new AbortController();
  #lastTold = -Infinity;
  #pending: Timer | null = null;

  constructor(needs: ModelNeeds) {
    this.#needs = needs;
    this.#catalogue = catalogueOf(needs);
    try {
      for (const found of openFolder(needs.dir)) this.#installed.set(found.id, found);
    } catch (error) {
      needs.logger.error({ err: error, dir: needs.dir }, 'the folder of models cannot be used');
    }
  }

  /** Compares every installed file with its hash. Never rejects. */
  async verify(): Promise<void> {
    for (const { id, sha256 } of [...this.#installed.values()]) {
      if (this.#stopped.signal.aborted) return;
      const { model } = modelPaths(this.#needs.dir, id);
      const found = await hashOf(model).catch(() => null);
      // Another file may have been installed under this id meanwhile.
      if (found === sha256 || this.#installed.get(id)?.sha256 !== sha256) continue;
      this.#damaged.add(id);
      this.#needs.logger.warn({ id }, 'the file of a model is not the one that was installed');
      this.#tell();
    }
  }

  /** The catalogue in its order, then models from files by age. */
  list(): ModelView[] {
    const known = new Set(this.#catalogue.map(({ id }) => id));
    const files = [...this.#installed.values()].filter(({ id }) => !known.has(id));
    return [...this.#catalogue.map((entry) => this.#entryView(entry)), ...files.map((file) => this.#fileView(file))];
  }

  /** @throws VigilError not_found */
  get(id: string): ModelView {
    const entry = this.#catalogue.find((one) => one.id === id);
    if (entry !== undefined) return this.#entryView(entry);
    const file = this.#installed.get(id);
    if (file === undefined) throw new VigilError('not_found', 'there is no such model');
    return this.#fileView(file);
  }

  /** The file of a model that can be used; null when it is not installed or is damaged. */
  fileOf(id: string): ModelFile | null {
    const entry = this.#catalogue.find((one) => one.id === id);
    if (entry?.bundled === true) {
      const path = join(this.#needs.bundledDir, entry.file);
      return sizeOf(path) === 0 ? null : { id, path, labels: entry.labels === 'coco80' ? null : entry.labels };
    }
    const found = this.#installed.get(id);
    if (found === undefined || !this.#isWhole(found)) return null;
    return { id, path: modelPaths(this.#needs.dir, id).model, labels: found.labels };
  }

  /** Begins to download a model of the catalogue; one that is there, or on its way, stays as it is. @throws VigilError not_found */
  download(id: string): ModelView {
    const entry = this.#catalogue.find((one) => one.id === id);
    if (entry === undefined) throw new VigilError('not_found', 'there is no such model');
    if (!entry.bundled && this.fileOf(id) === null && !this.#running.has(id)) {
      const controller = new AbortController();
      this.#setState(id, { state: 'downloading', phase: 'connecting', bytes: 0, totalBytes: entry.sizeBytes });
      this.#running.set(id, { controller, done: this.#run(entry, controller.signal) });
    }
    return this.get(id);
  }

  /** Gives a download up, or forgets that it failed. Resolves when nothing is left of it. @throws VigilError not_found */
  async cancel(id: string): Promise<ModelView> {
    this.get(id);
    const running = this.#running.get(id);
    running?.controller.abort(new Error('cancelled'));
    await running?.done;
    if (this.#states.delete(id)) this.#tell();
    return this.get(id);
  }

  /**
   * Installs a model from bytes. One that the catalogue knows by its hash becomes the catalogue's own.
   * @param labels of its classes; none: its own or COCO's
   * @throws VigilError payload_too_large, model_invalid, disk_full, storage_unavailable
   */
  async upload(
    input: { readonly name: string; readonly labels: readonly string[] },
    body: Readable,
    signal: AbortSignal,
  ): Promise<ModelView> {
    const { dir, clock, idleMs = IDLE_MS } = this.#needs;
    try {
      const part = await PartFile.create(join(dir, `${randomBytes(8).toString('hex')}.part`), MODEL_LIMIT_BYTES);
      try {
        const whole = AbortSignal.any([signal, this.#stopped.signal]);
        await receive({ body, part, clock, idleMs, signal: whole });
        const sha256 = part.sha256();
        const entry = this.#catalogue.find((one) => !one.bundled && one.sha256 === sha256);
        const id = entry?.id ?? `file-${sha256.slice(0, 12)}`;
        if (entry !== undefined) await this.cancel(id);
        const labels = entry === undefined && input.labels.length > 0 ? [...input.labels] : null;
        await this.#install(part, { id, name: entry?.name ?? input.name, labels }, entry ?? null);
        return this.get(id);
      } finally {
        await part.discard();
      }
    } catch (error) {
      throw asVigilError(error);
    } finally {
      this.#tell();
    }
  }

  /** Removes an installed model. @throws VigilError not_found, forbidden (it comes with Vigil), conflict (cameras use it) */
  async remove(id: string): Promise<void> {
    const { source, usedBy } = this.get(id);
    if (source === 'bundled') throw new VigilError('forbidden', 'this model comes with Vigil and stays');
    if (!this.#installed.has(id)) throw new VigilError('not_found', 'this model is not installed');
    if (usedBy.length > 0) {
      const details = usedBy.map((camera) => ({ path: 'camera', message: camera }));
      throw new VigilError('conflict', 'cameras use this model', details);
    }
    await this.cancel(id);
    try {
      await removeFiles(this.#needs.dir, id);
    } catch (error) {
      throw new VigilError('storage_unavailable', `the file cannot be removed: ${String(error)}`);
    }
    this.#installed.delete(id);
    this.#damaged.delete(id);
    this.#needs.inference.unload(id);
    this.#tell();
  }

  /** Ends downloads and uploads. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('stopped'));
    for (const { controller } of this.#running.values()) controller.abort(new Error('stopped'));
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** Downloads one model; what came of it stands in its state then. Never rejects. */
  async #run(entry: Downloadable, signal: AbortSignal): Promise<void> {
    const { id, url, sizeBytes, sha256 } = entry;
    const { dir, clock, logger, idleMs = IDLE_MS, retryDelaysMs = RETRY_DELAYS_MS } = this.#needs;
    const progress = (phase: 'connecting' | 'receiving' | 'waiting' | 'checking', bytes: number): void => {
      if (!signal.aborted) this.#setState(id, { state: 'downloading', phase, bytes, totalBytes: sizeBytes });
    };
    let part: PartFile | null = null;
    let fault: ReturnType<typeof modelFault> | null = null;
    try {
      part = await PartFile.create(`${modelPaths(dir, id).model}.part`, MODEL_LIMIT_BYTES);
      await download({ url, sizeBytes, sha256, part, clock, signal, idleMs, retryDelaysMs, onProgress: progress });
      progress('checking', part.bytes);
      await this.#install(part, { id, name: entry.name, labels: null }, entry);
    } catch (error) {
      if (!signal.aborted) fault = modelFault(error);
    }
    await part?.discard();
    this.#running.delete(id);
    // Told when nothing of it is left, so that it may be begun again at once.
    if (fault === null) this.#states.delete(id);
    else {
      const { reason, problem, status, message } = fault;
      logger.warn({ id, reason, problem, status, message }, 'a model could not be downloaded');
      this.#states.set(id, { state: 'failed', reason, problem, status });
    }
    this.#tell();
  }

  /** Sees what a received file is, and puts it in place when it can be used. @throws InstallError */
  async #install(
    part: PartFile,
    { id, name, labels }: { id: string; name: string; labels: string[] | null },
    entry: CatalogueEntry | null,
  ): Promise<void> {
    const { dir, clock, inference, logger } = this.#needs;
    await part.finish();
    const own = entry === null || entry.labels === 'coco80' ? labels : entry.labels;
    const facts = await this.#inspect({ id: `check-${randomBytes(8).toString('hex')}`, path: part.path, labels: own });
    if (entry !== null && facts.purpose !== entry.purpose) {
      throw new InstallError('unusable', `it is a ${facts.purpose}`, { problem: 'wrong_purpose' });
    }
    const installed: Installed = {
      ...{ version: 1, id, name, labels: own },
      facts: { ...facts, labels: [...facts.labels] },
      sizeBytes: part.bytes,
      sha256: part.sha256(),
      addedMs: clock.now(),
    };
    await place(dir, part, installed);
    this.#installed.set(id, installed);
    this.#damaged.delete(id);
    this.#states.delete(id);
    inference.unload(id);
    logger.info({ id, name, family: facts.family, sizeBytes: installed.sizeBytes }, 'model installed');
  }

  async #inspect(file: ModelFile): Promise<ModelFacts> {
    const { inference } = this.#needs;
    try {
      return await inference.inspect(file);
    } catch (error) {
      throw modelFault(error);
    } finally {
      inference.unload(file.id);
    }
  }

  #isWhole({ id, sizeBytes }: Installed): boolean {
    return !this.#damaged.has(id) && hasItsSize(modelPaths(this.#needs.dir, id).model, sizeBytes);
  }

  #stateOf(id: string): ModelState {
    const installed = this.#installed.get(id);
    const underWay = this.#states.get(id);
    if (underWay !== undefined) return underWay;
    if (installed === undefined) return { state: 'available' };
    return { state: this.#isWhole(installed) ? 'ready' : 'damaged' };
  }

  #entryView(entry: CatalogueEntry): ModelView {
    const usedBy = this.#usedBy(entry.id);
    if (!entry.bundled) {
      return entryView(entry, this.#installed.get(entry.id) ?? null, 0, { state: this.#stateOf(entry.id), usedBy });
    }
    const bytes = sizeOf(join(this.#needs.bundledDir, entry.file));
    return entryView(entry, null, bytes, { state: { state: bytes === 0 ? 'damaged' : 'ready' }, usedBy });
  }

  #fileView(installed: Installed): ModelView {
    return fileView(installed, { state: this.#stateOf(installed.id), usedBy: this.#usedBy(installed.id) });
  }

  #usedBy(id: string): string[] {
    const uses = ({ detection }: { detection: { model: string; attributeModel: string | null; enabled: boolean } }) =>
      detection.enabled && (detection.model === id || detection.attributeModel === id);
    return this.#needs
      .cameras()
      .map(({ camera }) => camera)
      .filter(uses)
      .map(({ name }) => name);
  }

  #setState(id: string, state: Extract<ModelState, { state: 'downloading' }>): void {
    const before = this.#states.get(id);
    this.#states.set(id, state);
    const samePhase = before?.state === 'downloading' && before.phase === state.phase;
    const sinceMs = this.#needs.clock.monotonic() - this.#lastTold;
    if (!samePhase || sinceMs >= TELL_MS) this.#tell();
    // A connection that stalls now must not leave an old figure on the screen.
    else this.#pending ??= this.#needs.clock.after(TELL_MS - sinceMs, () => this.#tell());
  }

  #tell(): void {
    this.#pending?.cancel();
    this.#pending = null;
    this.#lastTold = this.#needs.clock.monotonic();
    if (!this.#stopped.signal.aborted) this.#needs.emit({ type: 'models', models: this.list() });
  }
}

/** An install without a readable list still has the models that were installed. */
function catalogueOf({ bundledDir, logger }: ModelNeeds): readonly CatalogueEntry[] {
  try {
    return readCatalogue(bundledDir);
  } catch (error) {
    logger.error({ err: error, bundledDir }, 'the list of models cannot be read');
    return [];
  }
}

/** 0 when there is no such file. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function asVigilError(error: unknown): unknown {
  if (!(error instanceof InstallError)) return error;
  const { reason, problem, message } = error;
  if (reason === 'too_large') return new VigilError('payload_too_large', message);
  if (reason === 'disk_full') return new VigilError('disk_full', message);
  if (reason === 'disk') return new VigilError('storage_unavailable', message);
  return new VigilError('model_invalid', message, [{ path: 'model', message: problem ?? reason }]);
}
