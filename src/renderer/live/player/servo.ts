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
  /**
   * Trough aimed at on a stream without stalls. A browser composes its picture two or three screen refreshes ahead of
   * `currentTime`, and calls itself dry when the frame for that moment is not there: Chromium at 30 Hz (software) at 75 ms.
   * So little of this is delay: the frame is on its way to the screen meanwhile.
   */
  readonly reserveMs: number;
  readonly longestReserveMs: number;
  readonly stallRaiseMs: number;
  /** Stalls nearer together than this are one: a busy machine makes them in rows, and a row must not cost seconds of delay. */
  readonly stallSpacingMs: number;
  readonly reserveHalfLifeMs: number;
  /** Frames nearer together than this came at once. */
  readonly burstMs: number;
  /** How long a trough is remembered. */
  readonly windowMs: number;
  /** Distance from the aim within which the rate is left at 1. */
  readonly deadBandMs: number;
  /** Share of the error that is corrected per second. */
  readonly gainPerSecond: number;
  readonly slowestRate: number;
  readonly fastestRate: number;
  /**
   * A stall with this much more than the reserve buffered is of the browser's own making: once dry, Chromium shows each
   * frame as it comes, and stops its clock until the next one. Frames are on time then, but the clock falls behind,
   * and that becomes delay when the row of stalls ends; so the clock is hurried on, which nobody sees.
   */
  readonly ampleMs: number;
  readonly hurryRate: number;
  /** A trough beyond the reserve by this much is not caught up with but jumped over. */
  readonly jumpMs: number;
}

export const servoLimits: ServoLimits = {
  reserveMs: 75,
  longestReserveMs: 220,
  stallRaiseMs: 20,
  stallSpacingMs: 1000,
  reserveHalfLifeMs: 8000,
  burstMs: 20,
  windowMs: 5000,
  deadBandMs: 12,
  gainPerSecond: 1.5,
  slowestRate: 0.95,
  fastestRate: 1.5,
  ampleMs: 60,
  hurryRate: 2,
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
  readonly stalledAtMs: number | null;
  /** After a stall or a jump what had piled up comes in one burst: until it ends, only the newest level counts. */
  readonly burst: boolean;
}

export const initialServo: ServoState = {
  troughs: [],
  reserveMs: servoLimits.reserveMs,
  rate: 1,
  atMs: null,
  stalledAtMs: null,
  burst: true,
};

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

/** The reserve after the time that passed, and after a stall. */
function nextReserve(state: ServoState, input: ServoInput, elapsedMs: number, limits: ServoLimits) {
  const excessMs = (state.reserveMs - limits.reserveMs) * 0.5 ** (elapsedMs / limits.reserveHalfLifeMs);
  const late = input.stalled && input.aheadMs <= state.reserveMs + limits.ampleMs;
  const raise = late && (state.stalledAtMs === null || input.atMs - state.stalledAtMs >= limits.stallSpacingMs);
  const reserveMs = Math.min(limits.longestReserveMs, limits.reserveMs + excessMs + (raise ? limits.stallRaiseMs : 0));
  return { reserveMs, stalledAtMs: input.stalled ? input.atMs : state.stalledAtMs };
}

/** The servo's next state and what the player is to do. */
export function stepServo(
  state: ServoState,
  input: ServoInput,
  limits: ServoLimits = servoLimits,
): { readonly state: ServoState; readonly action: ServoAction } {
  const elapsedMs = state.atMs === null ? 0 : Math.max(0, input.atMs - state.atMs);
  const { reserveMs, stalledAtMs } = nextReserve(state, input, elapsedMs, limits);
  if (input.aheadMs > reserveMs + limits.jumpMs) {
    return {
      state: { troughs: [], reserveMs, rate: 1, atMs: input.atMs, stalledAtMs, burst: true },
      action: { kind: 'jump', aheadMs: reserveMs },
    };
  }
  // The level at which a stall ends is low by its nature and says nothing of what follows.
  if (input.stalled) {
    const rate = input.aheadMs > reserveMs + limits.ampleMs ? limits.hurryRate : 1;
    return {
      state: { troughs: [], reserveMs, rate, atMs: input.atMs, stalledAtMs, burst: true },
      action: { kind: 'rate', rate },
    };
  }
  const burst = state.burst && elapsedMs < limits.burstMs;
  // A rate above 1 eats the buffer for every sample alike.
  const eatenMs = (state.rate - 1) * elapsedMs;
  const remembered = burst
    ? []
    : state.troughs
        .filter(({ atMs }) => input.atMs - atMs <= limits.windowMs)
        .map(({ atMs, aheadMs }) => ({ atMs, aheadMs: aheadMs - eatenMs }));
  const troughs = [...remembered, { atMs: input.atMs, aheadMs: input.aheadMs }];
  const errorMs = Math.min(...troughs.map(({ aheadMs }) => aheadMs)) - reserveMs;
  const wanted = Math.abs(errorMs) <= limits.deadBandMs ? 1 : 1 + (errorMs / 1000) * limits.gainPerSecond;
  // Steps of 1 %: the browser does work for every change.
  const rate = Math.round(clamp(wanted, limits.slowestRate, limits.fastestRate) * 100) / 100;
  return { state: { troughs, reserveMs, rate, atMs: input.atMs, stalledAtMs, burst }, action: { kind: 'rate', rate } };
}
