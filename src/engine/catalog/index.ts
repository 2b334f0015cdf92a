export { createBackupKeeper, type BackupKeeper } from './backup-keeper.ts';
export { openForCheck, type CheckCatalog } from './check-rows.ts';
export { openCatalog, type Catalog } from './catalog.ts';
export { CatalogError, type CatalogFault } from './errors.ts';
export type { Restoration } from './restore.ts';
