import { ModelError, type ModelFile, type VisionModel } from '../vision/index.ts';

/** Opens a model's file with the first of these execution providers; `threads` of the CPU at most. @throws ModelError */
export type LoadModel = (
  file: ModelFile,
  options: { readonly providers: readonly string[]; readonly threads: number },
) => Promise<VisionModel>;

export interface Loaded {
  readonly model: VisionModel;
  /** Why a provider that was to come first does not run it. */
  readonly fallback: string | null;
}

/** Problems that lie in the file: another provider would not help. */
const ofTheFile: readonly string[] = ['missing', 'unknown_family', 'wrong_purpose'];

/** Models in a worker's memory. The few used last are kept: each costs as much as its weights. */
export class LoadedModels {
  readonly #load: LoadModel;
  readonly #kept: number;
  /** In the order of use. */
  readonly #models = new Map<string, Loaded & { readonly key: string }>();

  constructor(load: LoadModel, kept: number) {
    this.#load = load;
    this.#kept = kept;
  }

  ids(): string[] {
    return [...this.#models.keys()];
  }

  /** The model if it is in memory, just as it is wanted. */
  find(file: ModelFile, providers: readonly string[], threads: number): Loaded | null {
    const found = this.#models.get(file.id);
    if (found === undefined || found.key !== keyOf(file, providers, threads)) return null;
    this.#models.delete(file.id);
    this.#models.set(file.id, found);
    return found;
  }

  /** @throws ModelError */
  async load(file: ModelFile, providers: readonly string[], threads: number): Promise<Loaded> {
    await this.unload(file.id);
    while (this.#models.size >= this.#kept) await this.unload(this.ids()[0] ?? '');
    const loaded = await this.#tryEach(file, providers, threads);
    this.#models.set(file.id, { ...loaded, key: keyOf(file, providers, threads) });
    return loaded;
  }

  async unload(id: string): Promise<void> {
    const found = this.#models.get(id);
    this.#models.delete(id);
    // A session that cannot be given back is no reason to answer nothing.
    await found?.model.release().catch(() => undefined);
  }

  async #tryEach(file: ModelFile, providers: readonly string[], threads: number): Promise<Loaded> {
    const reasons: string[] = [];
    for (const [at, provider] of providers.entries()) {
      try {
        const model = await this.#load(file, { providers: [provider], threads });
        return { model, fallback: reasons.length === 0 ? null : reasons.join('; ') };
      } catch (error) {
        if (at === providers.length - 1) throw error;
        if (error instanceof ModelError && ofTheFile.includes(error.problem)) throw error;
        reasons.push(`${provider}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new ModelError('failed', 'no execution provider was named');
  }
}

function keyOf(file: ModelFile, providers: readonly string[], threads: number): string {
  return JSON.stringify([file.path, file.labels, providers, threads]);
}
