export { ensureFolder, errorText, isCode, moveFile, syncFolder, underRoot } from './files.ts';
export { deleteGarbage, removeEmpty, type GarbageFile, type GarbageStore } from './garbage.ts';
export { readMarker } from './marker.ts';
export type { PlaceNum, Root, Roots } from './place.ts';
export type { PlaceStore, StoredPlace } from './place-store.ts';
export { createRoots, type RootSetting, type RootsOptions, type StorageRoots } from './roots.ts';
