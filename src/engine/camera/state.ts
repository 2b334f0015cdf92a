import type { CameraStatus, FailureReason } from '../../shared/camera.ts';
import type { BackoffPolicy } from '../../shared/settings.ts';
import { mayRetryAtOnce, retryDelayMs, slowRetryDelayMs } from './backoff.ts';

/** A camera that delivers this long has recovered: its failures are forgotten. */
export const HEALTHY_AFTER_MS = 60_000;

/** What a camera is doing. `face` is what people see while an attempt is under way and nothing has come yet. */
export type Phase =
  | { readonly kind: 'disabled' }
  | { readonly kind: 'attempting'; readonly face: Face }
  | { readonly kind: 'delivering' }
  | { readonly kind: 'waiting'; readonly reason: FailureReason; readonly dueMs: number; readonly usedUp: boolean };

export type Face =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'no_signal'; readonly reason: FailureReason }
  | { readonly kind: 'connection_failed'; readonly reason: FailureReason; readonly dueMs: number };

export interface SupervisorState {
  /** Rises with every attempt and every wait: an event of another generation is stale and changes nothing. */
  readonly generation: number;
  /** Failed attempts in a row. */
  readonly failures: number;
  readonly phase: Phase;
  /** Since when people see this, UTC milliseconds. */
  readonly sinceMs: number;
}

export type SupervisorEvent =
  | { readonly type: 'enable' }
  | { readonly type: 'disable' }
  | { readonly type: 'try_now' }
  /** The first picture of an attempt. */
  | { readonly type: 'output'; readonly generation: number }
  | { readonly type: 'healthy'; readonly generation: number }
  /** `pauseMs`: it was restarted so often that it rests for so long. */
  | {
      readonly type: 'ended';
      readonly generation: number;
      readonly reason: FailureReason;
      readonly pauseMs?: number;
    }
  /** ffmpeg is to run again at once with other arguments: no failure. */
  | { readonly type: 'again'; readonly generation: number }
  | { readonly type: 'due'; readonly generation: number };

/** What the loop around the state has to do. */
export type Effect =
  | { readonly type: 'run'; readonly generation: number }
  | { readonly type: 'wait'; readonly generation: number; readonly delayMs: number }
  | { readonly type: 'watch_health'; readonly generation: number; readonly delayMs: number }
  /** End whatever runs or waits. */
  | { readonly type: 'stop' };

export interface Surroundings {
  readonly nowMs: number;
  readonly policy: BackoffPolicy;
  /** 0 to 1. */
  readonly random: () => number;
}

export interface Step {
  readonly state: SupervisorState;
  readonly effects: readonly Effect[];
}

export function initialState(nowMs: number): SupervisorState {
  return { generation: 0, failures: 0, phase: { kind: 'disabled' }, sinceMs: nowMs };
}

/** The next state and what to do about it. Pure. */
export function next(state: SupervisorState, event: SupervisorEvent, around: Surroundings): Step {
  if ('generation' in event && event.generation !== state.generation) return { state, effects: [] };
  switch (event.type) {
    case 'enable':
      return state.phase.kind === 'disabled' ? attempt({ ...state, failures: 0 }, connecting, around) : stay(state);
    case 'disable':
      return disable(state, around);
    case 'try_now':
      return tryNow(state, around);
    case 'output':
      return deliver(state, around);
    case 'healthy':
      return state.phase.kind === 'delivering' ? stay({ ...state, failures: 0 }) : stay(state);
    case 'ended':
      return ended(state, event, around);
    case 'again':
      return state.phase.kind === 'attempting'
        ? attempt(state, state.phase.face, around)
        : attempt(state, connecting, around);
    case 'due':
      return state.phase.kind === 'waiting' ? attempt(state, faceAfterWait(state.phase), around) : stay(state);
  }
}

/** What people see of a state. */
export function statusOf(state: SupervisorState, policy: BackoffPolicy): CameraStatus {
  const { phase, sinceMs, failures } = state;
  switch (phase.kind) {
    case 'disabled':
      return { state: 'disabled', sinceMs };
    case 'delivering':
      return { state: 'ok', sinceMs };
    case 'attempting':
      return faceStatus(phase.face, sinceMs, failures);
    case 'waiting':
      if (phase.usedUp)
        return { state: 'connection_failed', sinceMs, reason: phase.reason, nextAttemptMs: phase.dueMs };
      return {
        state: 'retrying',
        sinceMs,
        reason: phase.reason,
        attempt: failures,
        maxAttempts: policy.attempts,
        nextAttemptMs: phase.dueMs,
      };
  }
}

const connecting: Face = { kind: 'connecting' };

function faceStatus(face: Face, sinceMs: number, failures: number): CameraStatus {
  switch (face.kind) {
    case 'connecting':
      return { state: 'connecting', sinceMs, attempt: failures + 1 };
    case 'no_signal':
      return { state: 'no_signal', sinceMs, reason: face.reason };
    case 'connection_failed':
      return { state: 'connection_failed', sinceMs, reason: face.reason, nextAttemptMs: face.dueMs };
  }
}

function stay(state: SupervisorState): Step {
  return { state, effects: [] };
}

/** A camera that has failed for good keeps that face while it is tried now and then. */
function faceAfterWait(phase: Phase & { kind: 'waiting' }): Face {
  return phase.usedUp ? { kind: 'connection_failed', reason: phase.reason, dueMs: phase.dueMs } : connecting;
}

function attempt(state: SupervisorState, face: Face, around: Surroundings): Step {
  const generation = state.generation + 1;
  const seen = visible(state.phase);
  const sinceMs = seen === face.kind ? state.sinceMs : around.nowMs;
  return {
    state: { ...state, generation, phase: { kind: 'attempting', face }, sinceMs },
    effects: [{ type: 'run', generation }],
  };
}

function visible(phase: Phase): string {
  if (phase.kind === 'attempting') return phase.face.kind;
  return phase.kind === 'waiting' && phase.usedUp ? 'connection_failed' : phase.kind;
}

function disable(state: SupervisorState, around: Surroundings): Step {
  if (state.phase.kind === 'disabled') return stay(state);
  return {
    state: { generation: state.generation + 1, failures: 0, phase: { kind: 'disabled' }, sinceMs: around.nowMs },
    effects: [{ type: 'stop' }],
  };
}

function tryNow(state: SupervisorState, around: Surroundings): Step {
  const fresh = { ...state, failures: 0 };
  if (state.phase.kind === 'waiting') {
    const step = attempt(fresh, connecting, around);
    return { ...step, effects: [{ type: 'stop' }, ...step.effects] };
  }
  if (state.phase.kind === 'attempting' && state.phase.face.kind === 'connection_failed') {
    return stay({ ...fresh, phase: { kind: 'attempting', face: connecting }, sinceMs: around.nowMs });
  }
  return stay(state);
}

function deliver(state: SupervisorState, around: Surroundings): Step {
  if (state.phase.kind !== 'attempting') return stay(state);
  const { generation } = state;
  return {
    state: { ...state, phase: { kind: 'delivering' }, sinceMs: around.nowMs },
    effects: [{ type: 'watch_health', generation, delayMs: HEALTHY_AFTER_MS }],
  };
}

function ended(
  state: SupervisorState,
  { reason, pauseMs }: { readonly reason: FailureReason; readonly pauseMs?: number },
  around: Surroundings,
): Step {
  const { phase } = state;
  if (phase.kind !== 'attempting' && phase.kind !== 'delivering') return stay(state);
  const failures = state.failures + 1;
  if (pauseMs !== undefined) return wait(state, failures, { reason, delayMs: pauseMs, usedUp: true }, around);
  // A loss for a moment: once at once, and with failures counted, so that a camera that flaps is backed off from.
  if (phase.kind === 'delivering' && state.failures === 0 && mayRetryAtOnce(reason)) {
    return attempt({ ...state, failures }, { kind: 'no_signal', reason }, around);
  }
  const { policy, random } = around;
  const usedUp = failures >= policy.attempts;
  const delayMs = usedUp
    ? slowRetryDelayMs(policy, reason, random())
    : retryDelayMs(policy, failures, reason, random());
  return wait(state, failures, { reason, delayMs, usedUp }, around);
}

function wait(
  state: SupervisorState,
  failures: number,
  { reason, delayMs, usedUp }: { readonly reason: FailureReason; readonly delayMs: number; readonly usedUp: boolean },
  around: Surroundings,
): Step {
  const generation = state.generation + 1;
  const waiting: Phase = { kind: 'waiting', reason, dueMs: around.nowMs + delayMs, usedUp };
  const sinceMs = usedUp && visible(state.phase) === 'connection_failed' ? state.sinceMs : around.nowMs;
  return {
    state: { generation, failures, phase: waiting, sinceMs },
    effects: [{ type: 'wait', generation, delayMs }],
  };
}
