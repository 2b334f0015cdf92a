/** Plays a live stream in a video element: see live-player.ts. */
export { browserClock, type PlayerClock } from './clock.ts';
export { LivePlayer, playerOff, type PlayerFigures, type PlayerPhase, type PlayerState } from './live-player.ts';
