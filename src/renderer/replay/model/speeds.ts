/** Speeds of replay; 16 is the fastest that browsers play. */
export const speeds = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof speeds)[number];

/** The next faster (1) or slower (-1) speed; stays at the ends. */
export function neighbourSpeed(speed: Speed, direction: 1 | -1): Speed {
  return speeds[speeds.indexOf(speed) + direction] ?? speed;
}

/** `1/8×`, `2×`. */
export function speedLabel(speed: Speed): string {
  return speed < 1 ? `1/${1 / speed}×` : `${speed}×`;
}
