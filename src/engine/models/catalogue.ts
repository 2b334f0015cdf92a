import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cocoLabels } from '../../shared/coco-labels.ts';
import { modelCatalogueSchema, type CatalogueEntry } from '../../shared/models.ts';

/** The list of models in the folder that comes with Vigil. @throws when it cannot be read or is not what it must be */
export function readCatalogue(bundledDir: string): readonly CatalogueEntry[] {
  return modelCatalogueSchema.parse(JSON.parse(readFileSync(join(bundledDir, 'models.json'), 'utf8'))).models;
}

/** The names of an entry's classes. Pure. */
export function labelsOf({ labels }: CatalogueEntry): readonly string[] {
  return labels === 'coco80' ? cocoLabels : labels;
}
