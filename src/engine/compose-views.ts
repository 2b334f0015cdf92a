import { hostname } from 'node:os';
import type { CameraView } from '../shared/camera.ts';
import { createAlerts, type Alerts } from './alerts/index.ts';
import type { Cameras, Events } from './camera/index.ts';
import { systemClock } from './clock.ts';
import type { StorageParts } from './compose-storage.ts';
import type { EngineOptions } from './engine.ts';
import type { Foundation } from './foundation.ts';
import { createHealth } from './health/index.ts';
import { createReplay, type Recorder } from './recording/index.ts';
import { createSecrets } from './secrets.ts';
import type { EngineServices } from './services.ts';
import { createSystemService } from './system-service.ts';
import type { Tiers } from './tiers/index.ts';

/** Alerts with their webhooks and the host's notifications. */
export function bindAlerts(
  { catalog, settings }: Foundation,
  { host, logger, version }: EngineOptions,
  events: Events,
  cameras: () => readonly CameraView[],
): Alerts {
  return createAlerts({
    store: catalog.alerts,
    clock: systemClock,
    logger,
    emit: events.emit,
    cameraName: (id) => cameras().find(({ camera }) => camera.id === id)?.camera.name ?? null,
    settings: () => settings.get().alerts,
    ...(host.notify === undefined ? {} : { notify: host.notify }),
    webhooks: {
      store: catalog.webhooks,
      secrets: createSecrets(catalog.secrets, host.secrets),
      recorder: { name: hostname(), version },
    },
  });
}

/** What people look at and nothing else stands on. */
export function bindViews(
  { root, catalog, ffmpeg }: Foundation,
  { host, logger, version }: EngineOptions,
  recorder: Recorder,
  cameras: Cameras,
  storage: StorageParts,
  { archives }: Tiers,
  { statuses }: Pick<EngineServices['detection'], 'statuses'>,
): Pick<EngineServices, 'system' | 'replay' | 'health'> {
  const clock = systemClock;
  const system = createSystemService({
    version,
    startedMs: clock.now(),
    recordingRoot: root,
    ffmpeg: () => (ffmpeg.ok ? { path: ffmpeg.binary.path, version: ffmpeg.binary.version } : null),
    demoAvailable: host.demo !== undefined,
  });
  const replay = createReplay({ roots: storage.roots, store: catalog.segments, archives, recorder, clock, logger });
  const health = createHealth({
    clock,
    cameras,
    timeline: (ids, startMs, endMs) => replay.timeline(ids, startMs, endMs),
    disks: () => storage.service.info().roots,
    detection: statuses,
    startedMs: clock.now(),
  });
  return { system, replay, health };
}
