import { join } from 'node:path';
import type { RaiseAlert } from './alerts/index.ts';
import type { Cameras, Events as EventStream } from './camera/index.ts';
import { systemClock } from './clock.ts';
import { createDetection, type DetectionService, type DetectionSink } from './detection/index.ts';
import type { EngineOptions } from './engine.ts';
import { createEventRecorder, type Events } from './events/index.ts';
import type { Foundation } from './foundation.ts';
import { createInference, offeredOn, providerOrder, type Inference } from './inference/index.ts';
import type { LiveHub } from './live/index.ts';
import { createModels, type Models } from './models/index.ts';
import type { Motion } from './motion/index.ts';
import { createRuleEngine, masked } from './rules/index.ts';
import type { EngineServices } from './services.ts';
import { createTracker } from './tracking/index.ts';

/** Detection with all that it stands on. */
export interface DetectionParts {
  readonly services: Pick<EngineServices, 'detections' | 'models' | 'detection'>;
  readonly events: Events;
  /** Makes the one who looks at pictures. Once, before `start`. */
  readonly join: (motion: Motion, sink: DetectionSink) => DetectionService;
  start(): void;
  /** Ends tracks and events, writes everything, ends the workers. When no camera runs any more. */
  stop(): Promise<void>;
}

interface Needs {
  readonly foundation: Foundation;
  readonly options: EngineOptions;
  readonly stream: EventStream;
  readonly raise: RaiseAlert;
  readonly cameras: () => Pick<Cameras, 'list' | 'find' | 'snapshot'>;
  readonly live: () => Pick<LiveHub, 'tracks'>;
}

function bindEvents({ foundation: { catalog, settings }, options, stream, raise, cameras }: Needs): Events {
  return createEventRecorder({
    store: catalog.detections,
    picturesRoot: join(options.dataDir, 'events'),
    clock: systemClock,
    logger: options.logger,
    emit: stream.emit,
    raise,
    plan: (id) => cameras().find(id)?.detection ?? null,
    keepDays: () => settings.get().detection.keepDays,
  });
}

function bindModels({ options, stream, cameras }: Needs, inference: Inference): Models {
  return createModels({
    dir: join(options.dataDir, 'models'),
    bundledDir: options.modelsDir,
    clock: systemClock,
    logger: options.logger,
    inference,
    cameras: () => cameras().list(),
    snapshot: (id, signal) => cameras().snapshot(id, 'sub', signal),
    emit: stream.emit,
  });
}

/** Binds workers, models, tracks, rules and events to detection. */
export function composeDetection(needs: Needs): DetectionParts {
  const { options, foundation, stream } = needs;
  const { logger, host } = options;
  const clock = systemClock;
  const providers = providerOrder(foundation.running.detection.provider, offeredOn(process.platform, process.arch));
  const inference = createInference({ startWorker: host.startWorker, providers, clock, logger });
  const models = bindModels(needs, inference);
  const events = bindEvents(needs);
  let detection: DetectionService | null = null;
  return {
    events,
    services: {
      detections: events.service,
      models: models.service,
      detection: { statuses: () => detection?.statuses() ?? [], workers: () => [...inference.workers()] },
    },
    join: (motion, sink) =>
      (detection = createDetection({
        clock,
        logger,
        inference,
        modelFile: (id) => models.fileOf(id),
        motion: (id) => motion.latest(id),
        createTracker: (settings) => createTracker(settings),
        createRules: createRuleEngine,
        masked,
        events,
        sink,
        show: (id, tracksAt) => needs.live().tracks(id, tracksAt),
        emit: stream.emit,
      })),
    start() {
      events.start();
      detection?.start();
      void models.start();
    },
    async stop() {
      detection?.stop();
      // A download that is being looked into needs a worker.
      await Promise.all([events.stop(), models.stop()]);
      await inference.stop();
    },
  };
}
