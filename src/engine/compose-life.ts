import type { Alerts } from './alerts/index.ts';
import type { Analysis } from './analysis.ts';
import type { EngineOptions } from './engine.ts';
import type { Recorder } from './recording/index.ts';
import type { EngineServices } from './services.ts';
import type { Tiers } from './tiers/index.ts';

interface Listeners {
  readonly services: Pick<EngineServices, 'events'>;
  readonly alerts: Alerts;
  readonly tiers: Tiers;
  readonly analysis: Analysis;
}

/** Tells the parts of what goes on. */
export function heedEvents({ services, alerts, tiers, analysis }: Listeners): void {
  services.events.subscribe((event) => alerts.heed(event));
  services.events.subscribe((event) => tiers.heed(event));
  services.events.subscribe((event) => {
    if (event.type === 'camera_removed') analysis.frames.forget(event.cameraId);
  });
}

/** Compares rows and files, one call after another: an earlier one may have seen fewer roots. Never rejects. */
export function recoveringInTurn(recorder: Recorder, logger: EngineOptions['logger']): () => Promise<void> {
  let last = Promise.resolve();
  return () =>
    (last = last
      .then(async () => void (await recorder.recover()))
      .catch((error: unknown) => logger.error({ err: error }, 'rows and files could not be compared')));
}
