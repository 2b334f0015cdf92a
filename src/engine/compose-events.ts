import { join } from 'node:path';
import type { RaiseAlert } from './alerts/index.ts';
import type { Cameras, Events as EventStream } from './camera/index.ts';
import { systemClock } from './clock.ts';
import type { EngineOptions } from './engine.ts';
import { createEventRecorder, type Events } from './events/index.ts';
import type { Foundation } from './foundation.ts';

/** Binds the events of detection to the catalog, the alerts and those who watch. Pictures lie in `events` of the data folder. */
export function bindEvents(
  { catalog, settings }: Foundation,
  { dataDir, logger }: EngineOptions,
  events: EventStream,
  raise: RaiseAlert,
  cameras: () => Pick<Cameras, 'list'>,
): Events {
  return createEventRecorder({
    store: catalog.detections,
    picturesRoot: join(dataDir, 'events'),
    clock: systemClock,
    logger,
    emit: events.emit,
    raise,
    plan: (id) =>
      cameras()
        .list()
        .find(({ camera }) => camera.id === id)?.camera.detection ?? null,
    keepDays: () => settings.get().detection.keepDays,
  });
}
