import { join } from 'node:path';
import type { CameraView } from '../shared/camera.ts';
import type { ServerEvent } from '../shared/events.ts';
import type { Clock } from './clock.ts';
import { createDetection, type DetectionService, type DetectionSink } from './detection/index.ts';
import type { EngineOptions } from './engine.ts';
import type { EventRecorder } from './events/index.ts';
import { createInference, type Inference } from './inference/index.ts';
import type { LiveHub } from './live/index.ts';
import { createModels, type Models } from './models/index.ts';
import type { Motion } from './motion/index.ts';
import { createRuleEngine, masked } from './rules/index.ts';
import type { CameraService } from './services.ts';
import { createTracker } from './tracking/index.ts';

export interface DetectionParts {
  readonly inference: Inference;
  readonly models: Models;
  /** Joins those who look at pictures. */
  readonly join: (motion: Motion, sink: DetectionSink) => DetectionService;
}

interface Needs {
  readonly options: EngineOptions;
  readonly providers: readonly string[];
  readonly clock: Clock;
  readonly cameras: () => Pick<CameraService, 'snapshot'> & { list(): readonly CameraView[] };
  readonly events: EventRecorder;
  readonly live: () => Pick<LiveHub, 'tracks'>;
  readonly emit: (event: ServerEvent) => void;
}

/** Binds workers, models, tracks and rules to detection. */
export function composeDetection(needs: Needs): DetectionParts {
  const { options, clock, cameras, emit } = needs;
  const { logger, host, dataDir, modelsDir } = options;
  const inference = createInference({ startWorker: host.startWorker, providers: needs.providers, clock, logger });
  const models = createModels({
    dir: join(dataDir, 'models'),
    bundledDir: modelsDir,
    clock,
    logger,
    inference,
    cameras: () => cameras().list(),
    snapshot: (id, signal) => cameras().snapshot(id, 'sub', signal),
    emit,
  });
  return {
    inference,
    models,
    join: (motion, sink) =>
      createDetection({
        clock,
        logger,
        inference,
        modelFile: (id) => models.fileOf(id),
        motion: (id) => motion.latest(id),
        createTracker: (settings) => createTracker(settings),
        createRules: createRuleEngine,
        masked,
        events: needs.events,
        sink,
        show: (id, tracksAt) => needs.live().tracks(id, tracksAt),
        emit,
      }),
  };
}
