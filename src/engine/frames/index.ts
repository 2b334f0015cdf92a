export { joinWants, type Frame, type FrameConsumer, type FramesWant } from './frame.ts';
export { createFrameHub, type FrameHub, type FrameHubOptions } from './hub.ts';
