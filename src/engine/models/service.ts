import { VigilError } from '../../shared/errors.ts';
import type { ModelService } from '../services.ts';
import type { ModelNeeds } from './needs.ts';
import { ModelStore } from './store.ts';
import { tryModel } from './trial.ts';

/** Models with their life: what the engine starts and stops, and what the HTTP interface asks. */
export interface Models {
  readonly service: ModelService;
  readonly fileOf: ModelStore['fileOf'];
  /** Compares installed files with their hashes, beside everything else. Never rejects. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the folder of models and cleans it. Nothing runs before `start` but what is asked for. */
export function createModels(needs: ModelNeeds): Models {
  const store = new ModelStore(needs);
  return {
    fileOf: (id) => store.fileOf(id),
    start: () => store.verify(),
    stop: () => store.stop(),
    service: {
      list: () => store.list(),
      download: (id) => store.download(id),
      cancel: (id) => store.cancel(id),
      upload: (input, body, signal) => store.upload(input, body, signal),
      remove: (id) => store.remove(id),
      tryOn: async (id, cameraId, signal) => {
        const { purpose } = store.get(id);
        const file = store.fileOf(id);
        if (file === null) {
          throw new VigilError('model_invalid', 'it is not installed', [{ path: 'model', message: 'missing' }]);
        }
        if (purpose !== 'detector') {
          throw new VigilError('model_invalid', 'only detectors can be tried on a picture', [
            { path: 'model', message: 'wrong_purpose' },
          ]);
        }
        return tryModel(needs, file, cameraId, signal);
      },
    },
  };
}
