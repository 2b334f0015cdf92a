import { describe, expect, it } from 'vitest';
import { mayRetryAtOnce, retryDelayMs, slowRetryDelayMs } from '../../../src/engine/camera/backoff.ts';
import {
  initialState,
  next,
  statusOf,
  type Effect,
  type SupervisorEvent,
  type SupervisorState,
} from '../../../src/engine/camera/state.ts';
import { backoffPolicySchema } from '../../../src/shared/settings.ts';
import type { FailureReason } from '../../../src/shared/camera.ts';

const policy = { ...backoffPolicySchema.parse({}), jitter: 0 };

/** A state machine that is driven by hand; times in milliseconds. */
class Driven {
  state: SupervisorState = initialState(0);
  nowMs = 0;
  effects: readonly Effect[] = [];

  send(event: SupervisorEvent): this {
    const step = next(this.state, event, { nowMs: this.nowMs, policy, random: () => 0.5 });
    this.state = step.state;
    this.effects = step.effects;
    return this;
  }
  output(): this {
    return this.send({ type: 'output', generation: this.state.generation });
  }
  healthy(): this {
    return this.send({ type: 'healthy', generation: this.state.generation });
  }
  ended(reason: FailureReason = 'network_lost'): this {
    return this.send({ type: 'ended', generation: this.state.generation, reason });
  }
  due(): this {
    return this.send({ type: 'due', generation: this.state.generation });
  }
  status(): ReturnType<typeof statusOf> {
    return statusOf(this.state, policy);
  }
  delay(): number | null {
    const wait = this.effects.find((effect) => effect.type === 'wait');
    return wait?.delayMs ?? null;
  }
}

const enabled = (): Driven => new Driven().send({ type: 'enable' });

describe('a camera', () => {
  it('is disabled, connects when it is enabled and is ok with the first picture', () => {
    const camera = new Driven();
    expect(camera.status()).toEqual({ state: 'disabled', sinceMs: 0 });
    camera.nowMs = 5;
    camera.send({ type: 'enable' });
    expect(camera.status()).toEqual({ state: 'connecting', sinceMs: 5, attempt: 1 });
    expect(camera.effects).toEqual([{ type: 'run', generation: 1 }]);
    camera.nowMs = 9;
    expect(camera.output().status()).toEqual({ state: 'ok', sinceMs: 9 });
  });

  it('that never answers is tried after 1, 2, 4, 8 s, then each minute for ever', () => {
    const camera = enabled();
    const delays: (number | null)[] = [];
    for (let round = 0; round < 8; round += 1) {
      delays.push(camera.ended('host_unreachable').delay());
      camera.due();
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('says how often it was tried, of how many times, and when it is tried next', () => {
    const camera = enabled();
    camera.nowMs = 100;
    expect(camera.ended('refused').status()).toEqual({
      state: 'retrying',
      sinceMs: 100,
      reason: 'refused',
      attempt: 1,
      maxAttempts: 5,
      nextAttemptMs: 1100,
    });
    expect(camera.due().status()).toMatchObject({ state: 'connecting', attempt: 2 });
  });

  it('whose attempts are used up keeps that face while it is tried on, and comes back by itself', () => {
    const camera = enabled();
    for (let round = 0; round < 5; round += 1) {
      camera.nowMs = round;
      camera.ended();
      if (round < 4) camera.due();
    }
    expect(camera.status()).toMatchObject({ state: 'connection_failed', sinceMs: 4, nextAttemptMs: 60_004 });
    camera.nowMs = 60_004;
    expect(camera.due().status()).toMatchObject({ state: 'connection_failed', sinceMs: 4 });
    expect(camera.ended().status()).toMatchObject({ state: 'connection_failed', sinceMs: 4, nextAttemptMs: 120_004 });
    expect(camera.due().output().status().state).toBe('ok');
  });

  it('that is lost for a moment is tried at once, once', () => {
    const camera = enabled().output();
    camera.ended('network_lost');
    expect(camera.status()).toMatchObject({ state: 'no_signal', reason: 'network_lost' });
    expect(camera.effects).toEqual([{ type: 'run', generation: camera.state.generation }]);
    expect(camera.ended('host_unreachable').delay()).toBe(2000);
  });

  it('that flaps is backed off from', () => {
    const camera = enabled().output();
    const delays: (number | null)[] = [];
    for (let round = 0; round < 4; round += 1) {
      delays.push(camera.ended('stalled').delay());
      if (camera.delay() !== null) camera.due();
      camera.output();
    }
    expect(delays).toEqual([null, 2000, 4000, 8000]);
  });

  it('that delivered for a minute has its failures forgotten', () => {
    const camera = enabled().ended().due().output();
    expect(camera.effects).toEqual([{ type: 'watch_health', generation: camera.state.generation, delayMs: 60_000 }]);
    camera.healthy();
    expect(camera.state.failures).toBe(0);
    expect(camera.ended().status().state).toBe('no_signal');
  });

  it('with a wrong password is left alone for longer, also right after it was fine', () => {
    const camera = enabled().output();
    expect(camera.ended('unauthorized').delay()).toBe(15_000);
    expect(camera.status().state).toBe('retrying');
  });

  it('is tried now when a person asks, with all attempts before it', () => {
    const camera = enabled();
    for (let round = 0; round < 5; round += 1) {
      camera.ended();
      if (round < 4) camera.due();
    }
    camera.send({ type: 'try_now' });
    expect(camera.status()).toMatchObject({ state: 'connecting', attempt: 1 });
    expect(camera.effects.map(({ type }) => type)).toEqual(['stop', 'run']);
    expect(camera.ended().status()).toMatchObject({ state: 'retrying', attempt: 1 });
  });

  it('that runs is not disturbed by a person who asks to try', () => {
    const camera = enabled().output();
    expect(camera.send({ type: 'try_now' }).effects).toEqual([]);
    expect(camera.status().state).toBe('ok');
  });

  it('runs again at once with other arguments, and that is no failure', () => {
    const camera = enabled().send({ type: 'again', generation: 1 });
    expect(camera.effects).toEqual([{ type: 'run', generation: 2 }]);
    expect(camera.status()).toMatchObject({ state: 'connecting', attempt: 1 });
  });

  it('is not moved by what comes of an earlier generation', () => {
    const camera = enabled();
    camera.ended();
    const before = camera.state;
    camera.send({ type: 'output', generation: 1 }).send({ type: 'due', generation: 1 });
    camera.send({ type: 'ended', generation: 1, reason: 'unknown' }).send({ type: 'healthy', generation: 1 });
    expect(camera.state).toBe(before);
  });

  it('that is disabled stops, from every state', () => {
    for (const camera of [enabled(), enabled().output(), enabled().ended(), enabled().output().ended()]) {
      const { generation } = camera.state;
      camera.send({ type: 'disable' });
      expect(camera.effects).toEqual([{ type: 'stop' }]);
      expect(camera.status().state).toBe('disabled');
      expect(camera.send({ type: 'due', generation }).effects).toEqual([]);
    }
  });
});

describe('the wait before an attempt', () => {
  it('never exceeds the longest, and is spread by the jitter', () => {
    const jittery = { ...policy, jitter: 0.2 };
    expect(retryDelayMs(jittery, 20, 'network_lost', 0)).toBe(27_000);
    expect(retryDelayMs(jittery, 20, 'network_lost', 1)).toBe(33_000);
    expect(slowRetryDelayMs(jittery, 'timeout', 0)).toBe(54_000);
  });

  it('spares an account that may be locked', () => {
    expect([1, 2, 3].map((failures) => retryDelayMs(policy, failures, 'unauthorized', 0.5))).toEqual([
      15_000, 30_000, 30_000,
    ]);
    expect(slowRetryDelayMs(policy, 'unauthorized', 0.5)).toBe(300_000);
    expect(mayRetryAtOnce('unauthorized')).toBe(false);
  });
});
