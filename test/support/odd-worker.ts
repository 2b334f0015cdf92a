import { runInferenceWorker, type LoadModel } from '../../src/engine/inference/index.ts';
import { beWorker } from '../../src/server/be-worker.ts';

/**
 * An inference worker as the server's, with models that do what their path says: `hang` never comes back, as native code would
 * (this thread is lost), `crash` ends the process, `slow` takes a second, `bright` says how bright the picture's last pixel is, anything else answers at once.
 */
const load: LoadModel = ({ path }) =>
  Promise.resolve({
    facts: { purpose: 'detector', family: 'odd', inputWidth: null, inputHeight: null, labels: [] },
    provider: 'cpu',
    detect({ data }) {
      if (path === 'crash') process.exit(3);
      const waitMs = path === 'hang' ? Infinity : path === 'slow' ? 1000 : 0;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
      return Promise.resolve([
        { label: String(path === 'bright' ? data.at(-1) : process.pid), score: 1, box: { x: 0, y: 0, w: 1, h: 1 } },
      ]);
    },
    classify: () => Promise.resolve([]),
    release: () => Promise.resolve(),
  });

runInferenceWorker(beWorker(), load);
