export { createRuleEngine } from './engine.ts';
export { standingPoint } from './geometry.ts';
export { masked } from './masked.ts';
export type { CreateRuleEngine, RuleEngine, RuleHit, RulesStep, WireCount } from './types.ts';
