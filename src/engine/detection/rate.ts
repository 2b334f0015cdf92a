/** How often pictures are given to the workers, and why not as often as wanted. */
export interface RateState {
  readonly grantedFps: number;
  /** Of the present stretch. */
  readonly sinceMs: number;
  readonly offered: number;
  readonly overtaken: number;
  /** In the stretch before this one too many were. */
  readonly wasStrained: boolean;
  /** When the last one was due: what came later than that does not put off the next. */
  readonly lastOfferMs: number;
}

/** Stretch of time after which the rate is thought over. */
const STRETCH_MS = 2000;
/** More of the offers than this were in vain: the machine has no time for them. */
const TOO_MANY = 0.15;
/** At least one picture in this time, however busy the machine is. */
const LEAST_FPS = 0.2;
const SLOWER = 0.75;
const FASTER = 1 / SLOWER;
/** Of what was looked at, so much is asked for at least: workers that have to wait for pictures would be time lost. */
const MORE = 1.2;

export function initialRate(wantedFps: number, nowMs: number): RateState {
  return {
    grantedFps: wantedFps,
    sinceMs: nowMs,
    offered: 0,
    overtaken: 0,
    wasStrained: false,
    lastOfferMs: -Infinity,
  };
}

/** Whether the picture of this moment is due. A tenth of the distance is forgiven: pictures come in the camera's own rhythm. */
export function isDue(state: RateState, atMs: number): boolean {
  return atMs - state.lastOfferMs >= 900 / state.grantedFps || atMs < state.lastOfferMs;
}

/** Counts from when the picture was due, so that the rate is right on average whatever rhythm pictures come in. */
export function offered(state: RateState, atMs: number): RateState {
  const periodMs = 1000 / state.grantedFps;
  const dueMs = state.lastOfferMs + periodMs;
  const isInStep = atMs >= state.lastOfferMs && atMs - dueMs < periodMs;
  return { ...state, offered: state.offered + 1, lastOfferMs: isInStep ? dueMs : atMs };
}

export function overtaken(state: RateState): RateState {
  return { ...state, overtaken: state.overtaken + 1 };
}

/**
 * The rate after a stretch of time: down by a quarter when too many pictures were overtaken by newer ones before a worker was free, in
 * this stretch and in the one before, since a moment in which somebody else had the processor is no sign of a machine that has no time;
 * but not below a fifth more than was looked at.
 * Up by the same step, to what is wanted, when none was. To ask for too many costs little: nothing queues, and the cameras are served
 * in turn. Pure.
 */
export function rethink(state: RateState, wantedFps: number, nowMs: number): RateState {
  const most = Math.min(state.grantedFps, wantedFps);
  if (nowMs - state.sinceMs < STRETCH_MS) return most === state.grantedFps ? state : { ...state, grantedFps: most };
  const fresh = { ...state, sinceMs: nowMs, offered: 0, overtaken: 0, wasStrained: false };
  // At rest nothing was offered: the next movement begins at the full rate.
  if (state.offered === 0) return { ...fresh, grantedFps: wantedFps };
  const share = state.overtaken / state.offered;
  const isStrained = share > TOO_MANY;
  const lookedFps = ((state.offered - state.overtaken) * 1000) / (nowMs - state.sinceMs);
  const factor = isStrained && state.wasStrained ? SLOWER : share === 0 ? FASTER : 1;
  const leastFps = Math.min(most, Math.max(LEAST_FPS, factor < 1 ? lookedFps * MORE : 0));
  const grantedFps = Math.min(wantedFps, Math.max(leastFps, most * factor));
  return { ...fresh, grantedFps, wasStrained: isStrained };
}
