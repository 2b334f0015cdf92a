import { hostname } from 'node:os';
import { createAlerts, type AlertOptions, type Alerts } from './alerts/index.ts';
import type { Foundation } from './foundation.ts';
import type { Host } from './host.ts';
import type { Secrets } from './secrets.ts';

/** Binds alerts to the catalog, the settings and the host. */
export function composeAlerts({
  foundation: { catalog, settings },
  host,
  version,
  secrets,
  ...options
}: Pick<AlertOptions, 'clock' | 'logger' | 'emit' | 'cameraName'> & {
  readonly foundation: Pick<Foundation, 'catalog' | 'settings'>;
  readonly host: Pick<Host, 'notify'>;
  readonly version: string;
  readonly secrets: Secrets;
}): Alerts {
  return createAlerts({
    ...options,
    store: catalog.alerts,
    settings: () => settings.get().alerts,
    ...(host.notify === undefined ? {} : { notify: host.notify }),
    webhooks: { store: catalog.webhooks, secrets, recorder: { name: hostname(), version } },
  });
}
