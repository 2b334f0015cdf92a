import type { DetectionPlan, Rule } from '../../shared/detection-plan.ts';
import type { Track } from '../tracking/index.ts';
import { isOn, type LocalMinute } from './hours.ts';
import { NO_RULE, type Memory } from './memory.ts';
import { stays } from './presence.ts';
import type { RuleHit } from './types.ts';

/** How a rule stands with a track: it holds, it happened just now, or neither. */
type Standing =
  | { readonly kind: 'lasts'; readonly sinceMs: number }
  | { readonly kind: 'over'; readonly untilMs: number }
  | { readonly kind: 'happened'; readonly atMs: number; readonly direction: 'in' | 'out' | null }
  | null;

export interface Judgement {
  readonly hits: readonly RuleHit[];
  readonly holding: ReadonlyMap<string, number>;
}

/** What all rules say of one track. Pure. @param now local minute of the week */
export function judge(plan: DetectionPlan, memory: Memory, track: Track, atMs: number, now: LocalMinute): Judgement {
  const hits: RuleHit[] = [];
  const holding = new Map<string, number>();
  const say = (rule: Rule | null, standing: Standing) => {
    const key = rule?.id ?? NO_RULE;
    const begunMs = memory.holding.get(key);
    const begin = (beginMs: number, direction: 'in' | 'out' | null) =>
      hits.push({ kind: 'begin', trackId: track.id, rule, atMs: beginMs, direction });
    if (standing?.kind === 'happened') {
      begin(standing.atMs, standing.direction);
    } else if (standing?.kind === 'lasts') {
      holding.set(key, begunMs ?? standing.sinceMs);
      if (begunMs === undefined) begin(standing.sinceMs, null);
    } else if (begunMs !== undefined) {
      const endMs = Math.max(begunMs, standing?.untilMs ?? atMs);
      hits.push({ kind: 'end', trackId: track.id, ruleId: rule?.id ?? null, atMs: endMs });
    }
  };
  if (plan.rules.length === 0 && (plan.labels.length === 0 || plan.labels.includes(track.label))) {
    say(null, { kind: 'lasts', sinceMs: memory.beganMs ?? atMs });
  }
  for (const rule of plan.rules) {
    say(rule, isOn(rule, track.label, now) ? standingOf(rule, memory, atMs) : null);
  }
  return { hits, holding };
}

/** What lasts is over with its track, at the moment in which that was seen last. Pure. */
export function judgeEnd(memory: Memory, trackId: number, seenMs: number): RuleHit[] {
  return [...memory.holding].map(([key, begunMs]) => ({
    kind: 'end',
    trackId,
    ruleId: key === NO_RULE ? null : key,
    atMs: Math.max(begunMs, seenMs),
  }));
}

function standingOf(rule: Rule, memory: Memory, atMs: number): Standing {
  // What holds from the first look on began with the track; what comes to hold later (its hours begin) begins then.
  const beginMs = memory.beganMs ?? atMs;
  if (rule.kind === 'cross') {
    const passage = memory.passages.get(rule.wireId);
    const direction = passage?.change ?? null;
    if (passage === undefined || direction === null) return null;
    if (rule.direction !== 'both' && rule.direction !== direction) return null;
    return { kind: 'happened', atMs: passage.netMs, direction };
  }
  if (rule.zoneId === null) return { kind: 'lasts', sinceMs: beginMs };
  const presence = memory.presences.get(rule.zoneId);
  if (presence === undefined) return null;
  if (rule.kind === 'enter' || rule.kind === 'leave') {
    return presence.change === rule.kind ? { kind: 'happened', atMs: presence.doubtMs, direction: null } : null;
  }
  if (!stays(presence, atMs)) return presence.leftMs === null ? null : { kind: 'over', untilMs: presence.leftMs };
  if (rule.kind === 'appear') {
    return { kind: 'lasts', sinceMs: presence.change === 'enter' ? presence.doubtMs : beginMs };
  }
  const long = atMs - (presence.stayMs ?? atMs) >= rule.seconds * 1000;
  if (memory.holding.has(rule.id)) return { kind: 'lasts', sinceMs: atMs };
  return long && presence.inside ? { kind: 'lasts', sinceMs: atMs } : null;
}
