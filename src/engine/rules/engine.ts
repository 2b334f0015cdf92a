import type { DetectionPlan } from '../../shared/detection-plan.ts';
import { localTime } from '../modes/index.ts';
import type { Track } from '../tracking/index.ts';
import { perMinute, type LocalTime } from './hours.ts';
import { judge, judgeEnd } from './judge.ts';
import { firstMemory, nextMemory, type Memory } from './memory.ts';
import type { RuleEngine, RuleHit, RulesStep, WireCount } from './types.ts';

/**
 * The rules of one camera over its tracks. Only confirmed tracks count.
 * @param local the recorder's own zone without it
 */
export function createRuleEngine(plan: DetectionPlan, local: LocalTime = localTime()): RuleEngine {
  const memories = new Map<number, Memory>();
  const counts = new Map<string, WireCount>();
  const localMinute = perMinute(plan, local);

  function count(memory: Memory, label: string): void {
    for (const [wireId, { change }] of memory.passages) {
      if (change === null) continue;
      const key = `${wireId} ${label}`;
      const before = counts.get(key) ?? { wireId, label, in: 0, out: 0 };
      counts.set(key, { ...before, [change]: before[change] + 1 });
    }
  }

  function follow(track: Track, atMs: number): readonly RuleHit[] {
    const before = memories.get(track.id);
    const memory = before === undefined ? firstMemory(plan, track) : nextMemory(before, plan, track, atMs);
    count(memory, track.label);
    const { hits, holding } = judge(plan, memory, track, atMs, localMinute(atMs));
    memories.set(track.id, { ...memory, holding });
    return hits;
  }

  function forget(trackId: number, seenMs: number): RuleHit[] {
    const memory = memories.get(trackId);
    memories.delete(trackId);
    return memory === undefined ? [] : judgeEnd(memory, trackId, seenMs);
  }

  return {
    step(tracks, ended, atMs): RulesStep {
      const hits = ended.flatMap(({ id, seenMs }) => forget(id, seenMs));
      const going = tracks.filter(({ confirmed }) => confirmed);
      const ids = new Set(going.map(({ id }) => id));
      for (const [id, { seenMs }] of [...memories]) if (!ids.has(id)) hits.push(...forget(id, seenMs));
      const zones = new Map<number, readonly string[]>();
      for (const track of going) {
        hits.push(...follow(track, atMs));
        const presences = memories.get(track.id)?.presences;
        const inside = plan.zones.filter(({ id }) => presences?.get(id)?.inside === true);
        zones.set(
          track.id,
          inside.map(({ name }) => name),
        );
      }
      return { hits, zones };
    },
    counts: () => [...counts.values()],
  };
}
