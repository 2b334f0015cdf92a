import type { Alerts } from './alerts/index.ts';
import type { Analysis } from './analysis.ts';
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
