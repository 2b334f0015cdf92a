import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import {
  createRetentionJob,
  createRetentionService,
  type RetentionJob,
  type RetentionStore,
} from './retention/index.ts';
import type { CameraService, EventService, RetentionService, SettingsService } from './services.ts';

export interface RetentionNeeds {
  readonly store: RetentionStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cameras: Pick<CameraService, 'list'>;
  readonly settings: SettingsService;
  readonly events: EventService;
  readonly deleteFiles: () => Promise<void>;
}

export interface BoundRetention {
  readonly job: RetentionJob;
  /** `settings` are the same; a change of them is heeded at once. */
  readonly services: { readonly retention: RetentionService; readonly settings: SettingsService };
}

/** Binds retention to the cameras' plans and to the settings. A part of the composition. */
export function bindRetention(needs: RetentionNeeds): BoundRetention {
  const { store, clock, logger, cameras, settings, events, deleteFiles } = needs;
  const job = createRetentionJob({
    store,
    clock,
    logger,
    cameras: () => new Map(cameras.list().map(({ camera }) => [camera.id, camera.recording.retention])),
    installation: () => settings.get().retention,
    deleteFiles,
  });
  const retention = createRetentionService({
    store,
    clock,
    cameraName: (id) => cameras.list().find(({ camera }) => camera.id === id)?.camera.name ?? null,
    onUnlock: () => job.poke(),
  });
  events.subscribe((event) => {
    if (event.type === 'camera' || event.type === 'camera_removed') job.poke();
  });
  const poked = async <T>(change: Promise<T>): Promise<T> => {
    const answer = await change;
    job.poke();
    return answer;
  };
  const set: SettingsService['set'] = (next) => poked(settings.set(next));
  const restore: SettingsService['restore'] = (atMs) => poked(settings.restore(atMs));
  return { job, services: { retention, settings: { ...settings, set, restore } } };
}
