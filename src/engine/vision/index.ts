export { loadModel, type LoadOptions } from './load.ts';
export {
  ModelError,
  type DetectOptions,
  type Detection,
  type ModelFacts,
  type ModelFile,
  type ModelPurpose,
  type Picture,
  type VisionModel,
} from './types.ts';
