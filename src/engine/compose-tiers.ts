import type { RaiseAlert } from './alerts/index.ts';
import type { Clock } from './clock.ts';
import type { Foundation } from './foundation.ts';
import type { Logger } from './logger.ts';
import type { Secrets } from './secrets.ts';
import { deleteGarbage, type Roots } from './storage/index.ts';
import { createTiers, type Tiers } from './tiers/index.ts';

/** Binds moving and archiving to the catalog and the storage roots. */
export function composeTiers({
  foundation,
  ...options
}: {
  readonly foundation: Pick<Foundation, 'catalog' | 'settings'>;
  readonly roots: Roots;
  readonly secrets: Secrets;
  readonly raise: RaiseAlert;
  readonly clock: Clock;
  readonly logger: Logger;
}): Tiers {
  const { catalog, settings } = foundation;
  return createTiers({
    ...options,
    settings: () => settings.get(),
    store: catalog.tiers,
    places: catalog.places,
    deleteGarbage: () => deleteGarbage(options.roots, catalog.segments, options.logger),
  });
}
