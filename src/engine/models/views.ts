import type { CatalogueEntry, ModelState, ModelView } from '../../shared/models.ts';
import { labelsOf } from './catalogue.ts';
import type { Installed } from './folder.ts';

type Situation = { readonly state: ModelState; readonly usedBy: string[] };

function inputOf({ inputWidth, inputHeight }: Installed['facts']): ModelView['input'] {
  return inputWidth === null || inputHeight === null ? null : { width: inputWidth, height: inputHeight };
}

/** A model of the catalogue as people see it. Pure. `bundledBytes`: the length of a bundled one's file. */
export function entryView(
  entry: CatalogueEntry,
  installed: Installed | null,
  bundledBytes: number,
  { state, usedBy }: Situation,
): ModelView {
  const { id, name, purpose, licence, publisher, homepage, family, input, recommended, speed, cocoAp } = entry;
  return {
    ...{ id, name, purpose, licence, publisher, homepage, family, input, recommended, speed, cocoAp },
    source: entry.bundled ? 'bundled' : 'catalogue',
    labels: [...(installed?.facts.labels ?? labelsOf(entry))],
    sizeBytes: entry.bundled ? bundledBytes : entry.sizeBytes,
    sha256: entry.bundled ? null : entry.sha256,
    addedMs: installed?.addedMs ?? null,
    usedBy,
    state,
  };
}

/** A model from a file as people see it. Pure. */
export function fileView(installed: Installed, { state, usedBy }: Situation): ModelView {
  const { id, name, facts, sizeBytes, sha256, addedMs } = installed;
  return {
    ...{ id, name, sizeBytes, sha256, addedMs, usedBy, state },
    source: 'file',
    purpose: facts.purpose,
    family: facts.family,
    labels: facts.labels,
    input: inputOf(facts),
    licence: null,
    publisher: null,
    homepage: null,
    recommended: false,
    speed: null,
    cocoAp: null,
  };
}
