export { readCatalogue } from './catalogue.ts';
export type { ModelNeeds } from './needs.ts';
export { pictureOf } from './picture.ts';
export { createModels, type Models } from './service.ts';
