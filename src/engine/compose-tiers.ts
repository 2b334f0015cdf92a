import type { RaiseAlert } from './alerts/index.ts';
import type { Clock } from './clock.ts';
import type { Foundation } from './foundation.ts';
import type { Host } from './host.ts';
import type { Logger } from './logger.ts';
import { createSecrets } from './secrets.ts';
import { deleteGarbage, type Roots } from './storage/index.ts';
import { createTiers, type Tiers } from './tiers/index.ts';

/** Binds moving and archiving to the catalog and the storage roots. */
export function composeTiers({
  foundation: { catalog, settings },
  host,
  ...options
}: {
  readonly foundation: Pick<Foundation, 'catalog' | 'settings'>;
  readonly roots: Roots;
  readonly host: Pick<Host, 'secrets'>;
  readonly raise: RaiseAlert;
  readonly clock: Clock;
  readonly logger: Logger;
}): Tiers {
  return createTiers({
    ...options,
    secrets: createSecrets(catalog.secrets, host.secrets),
    settings: () => settings.get(),
    store: catalog.tiers,
    places: catalog.places,
    deleteGarbage: () => deleteGarbage(options.roots, catalog.segments, options.logger),
  });
}
