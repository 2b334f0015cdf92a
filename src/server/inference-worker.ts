import { runInferenceWorker } from '../engine/inference/index.ts';
import { loadModel } from '../engine/vision/index.ts';
import { beWorker } from './be-worker.ts';

runInferenceWorker(beWorker(), loadModel);
