export type { CreateRuleEngine, RuleEngine, RuleHit, RulesStep, WireCount } from './types.ts';
