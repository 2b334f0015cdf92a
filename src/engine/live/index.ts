export type { ChannelLimits, Gop } from './channel.ts';
export type { ChannelFigures } from './figures.ts';
export type { GrowingSource } from './growing-source.ts';
export { createLiveHub, type LiveHub, type LiveHubOptions } from './hub.ts';
