/**
 * Holds a live player as near to the live edge as its stream's jitter allows; a pure function.
 *
 * The measure is the *trough*: how much is buffered ahead of the playhead just before the next frame is appended.
 * A frame waits in the buffer for as long as the trough is deep, so the trough is the delay that the player itself adds.
 * The smallest trough of the last seconds holds the jitter already; the servo brings it to the *reserve* by the playback
 * rate. A stall says that the reserve is too small for this stream: it is raised, and falls back in the half-life given.
 *
 * All times in milliseconds.
 */
export interface ServoLimits {
  /** Trough aimed at on a stream without stalls. */
  readonly reserveMs: number;
  readonly longestReserveMs: number;
  readonly stallRaiseMs: number;
  readonly reserveHalfLifeMs: number;
  /** How long a trough is remembered. */
  readonly windowMs: number;
  /** Distance from the aim within which the rate is left at 1. */
  readonly deadBandMs: number;
  /** Share of the error that is corrected per second. */
  readonly gainPerSecond: number;
  readonly slowestRate: number;
  readonly fastestRate: number;
  /** A trough beyond the reserve by this much is not caught up with but jumped over. */
  readonly jumpMs: number;
}

export const servoLimits: ServoLimits = {
  reserveMs: 25,
  longestReserveMs: 400,
  stallRaiseMs: 35,
  reserveHalfLifeMs: 20_000,
  windowMs: 3000,
  deadBandMs: 12,
  gainPerSecond: 0.9,
  slowestRate: 0.95,
  fastestRate: 1.5,
  jumpMs: 1500,
};

interface Trough {
  readonly atMs: number;
  readonly aheadMs: number;
}

/** What the servo remembers between two steps. */
export interface ServoState {
  readonly troughs: readonly Trough[];
  readonly reserveMs: number;
  readonly rate: number;
  readonly atMs: number | null;
}

export const initialServo: ServoState = { troughs: [], reserveMs: servoLimits.reserveMs, rate: 1, atMs: null };

/** One observation: `aheadMs` buffered just before an append; `stalled` when the player ran dry since the last one. */
export interface ServoInput {
  readonly atMs: number;
  readonly aheadMs: number;
  readonly stalled: boolean;
}

/** `jump`: set the playhead `aheadMs` before the end of the buffer, and play at rate 1. */
export type ServoAction =
  { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'jump'; readonly aheadMs: number };

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function nextReserve(state: ServoState, input: ServoInput, elapsedMs: number, limits: ServoLimits): number {
  const excess = (state.reserveMs - limits.reserveMs) * 0.5 ** (elapsedMs / limits.reserveHalfLifeMs);
  const raised = excess + (input.stalled ? limits.stallRaiseMs : 0);
  return Math.min(limits.longestReserveMs, limits.reserveMs + raised);
}

/** The smallest trough remembered, each one moved by what our own rate has changed since: null without any. */
export function smallestTrough(state: ServoState): number | null {
  return state.troughs.length === 0 ? null : Math.min(...state.troughs.map(({ aheadMs }) => aheadMs));
}

/** The servo's next state and what the player is to do. */
export function stepServo(
  state: ServoState,
  input: ServoInput,
  limits: ServoLimits = servoLimits,
): { readonly state: ServoState; readonly action: ServoAction } {
  const elapsedMs = state.atMs === null ? 0 : Math.max(0, input.atMs - state.atMs);
  const reserveMs = nextReserve(state, input, elapsedMs, limits);
  if (input.aheadMs > reserveMs + limits.jumpMs) {
    return {
      state: { troughs: [], reserveMs, rate: 1, atMs: input.atMs },
      action: { kind: 'jump', aheadMs: reserveMs },
    };
  }
  // A rate above 1 eats the buffer for every sample alike; after a stall the old samples say nothing.
  const eatenMs = (state.rate - 1) * elapsedMs;
  const remembered = input.stalled
    ? []
    : state.troughs
        .filter(({ atMs }) => input.atMs - atMs <= limits.windowMs)
        .map(({ atMs, aheadMs }) => ({ atMs, aheadMs: aheadMs - eatenMs }));
  const troughs = [...remembered, { atMs: input.atMs, aheadMs: input.aheadMs }];
  const errorMs = Math.min(...troughs.map(({ aheadMs }) => aheadMs)) - reserveMs;
  const wanted = Math.abs(errorMs) <= limits.deadBandMs ? 1 : 1 + (errorMs / 1000) * limits.gainPerSecond;
  // Steps of 1 %: the browser does work for every change.
  const rate = Math.round(clamp(wanted, limits.slowestRate, limits.fastestRate) * 100) / 100;
  return { state: { troughs, reserveMs, rate, atMs: input.atMs }, action: { kind: 'rate', rate } };
}
