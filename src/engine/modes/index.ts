export { createKeeper, type Keeper, type KeepingState, type KeepingStore, type Triggers } from './keeper.ts';
export {
  DECIDED_SEGMENT_SECONDS,
  keepsEverything,
  localTime,
  modeAt,
  modesWithin,
  segmentSecondsOf,
} from './schedule.ts';
export { shouldKeep, type Activity, type ActivityKind, type Evidence, type Verdict } from './should-keep.ts';
