import { giveWay, runInferenceWorker } from '../engine/inference/index.ts';
import { loadModel } from '../engine/vision/index.ts';

// The worker's program as a utility process of Electron, which ends it with the program.
giveWay();
const port = process.parentPort;
runInferenceWorker(
  {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
  },
  loadModel,
);
