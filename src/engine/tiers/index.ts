export { realFiles, type MoveFiles } from './files.ts';
export type { Move, Queue, TierFile, TierStore } from './tier-store.ts';
export { createTiers, type Tiers, type TiersOptions } from './tiers.ts';
