export { openCatalog, type Catalog } from './catalog.ts';
export { CatalogError, type CatalogFault } from './errors.ts';
