/** Plays a live stream in a video element: see live-player.ts. */
export { boxesAt, overlayTimes, type ShownTrack } from './boxes-at.ts';
export { browserClock, type PlayerClock } from './clock.ts';
export { FrameFeed, type ShownFrame } from './frame-feed.ts';
export { LivePlayer, playerOff, type PlayerFigures, type PlayerPhase, type PlayerState } from './live-player.ts';
