export { clean, planCleaning, type Expendable, type SpaceStore } from './cleaning.ts';
export { ensureFolder, errorText, isCode, moveFile, syncFolder, underRoot } from './files.ts';
export { deleteGarbage, deleteGarbageIn, removeEmpty, type GarbageFile, type GarbageStore } from './garbage.ts';
export { createStorageKeeper, type StorageKeeper, type Writing } from './keeper.ts';
export type { RootSetting } from './known-roots.ts';
export type { PlaceNum, Root, Roots } from './place.ts';
export type { PlaceStore, StoredPlace } from './place-store.ts';
export { createRoots, type RootsOptions, type RootStatus, type StorageRoots } from './roots.ts';
export { createStorageService, type UsageStore } from './service.ts';
