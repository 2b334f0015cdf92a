export type { CameraAuth } from './auth.ts';
export {
  blockCells,
  drawBlockCode,
  MAX_FRAME_NUMBER,
  readBlockCode,
  type BlockCell,
  type Raster,
} from './block-code.ts';
export type { SimulatedCamera, SimulatedCameraOptions, SimulatedStream } from './camera.ts';
export { loadClip, parseManifest, type Clip, type ClipEntry, type ClipRef } from './clip.ts';
export { machineClock, type SimulatorClock } from './clock.ts';
export type { Fault, StreamName } from './faults.ts';
export type { SentFrame } from './sent-log.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './server.ts';
export type { ControlAnswer, ControlRequest } from './control.ts';
export { createDemo, demoCameras, demoInputs, startDemo } from './demo.ts';
