import type { DetectionPlan, Rule } from '../../shared/detection-plan.ts';
import type { Track } from '../tracking/index.ts';

/** A rule holds for a track. One of them begins an event; `appear` and `loiter` last until they no longer hold, others are over at once. */
export type RuleHit =
  | {
      readonly kind: 'begin';
      readonly trackId: number;
      readonly rule: Rule | null;
      readonly atMs: number;
      readonly direction: 'in' | 'out' | null;
    }
  | { readonly kind: 'end'; readonly trackId: number; readonly ruleId: string | null; readonly atMs: number };

/** Counts of one trip-wire by class: how many crossed it inwards and outwards since the engine of rules began. */
export interface WireCount {
  readonly wireId: string;
  readonly label: string;
  readonly in: number;
  readonly out: number;
}

export interface RulesStep {
  readonly hits: readonly RuleHit[];
  /** Names of the zones that each track is in now, by its number. */
  readonly zones: ReadonlyMap<number, readonly string[]>;
}

/** The rules of one camera over its tracks. A thin shell around pure functions of (state, tracks). */
export interface RuleEngine {
  /** @param ended tracks that are over */
  step(tracks: readonly Track[], ended: readonly Track[], atMs: number): RulesStep;
  counts(): readonly WireCount[];
}

export type CreateRuleEngine = (plan: DetectionPlan) => RuleEngine;
