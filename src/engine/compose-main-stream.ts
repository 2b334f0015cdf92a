import type { Analysis } from './analysis.ts';
import type { Cameras, Events } from './camera/index.ts';
import { systemClock } from './clock.ts';
import type { Foundation } from './foundation.ts';
import { createLiveHub, type LiveHub } from './live/index.ts';
import type { Logger } from './logger.ts';
import { createRecorder, type Recorder } from './recording/index.ts';
import type { Roots } from './storage/index.ts';

interface Needs {
  readonly roots: Roots;
  readonly events: Pick<Events, 'emit'>;
  readonly analysis: Pick<Analysis, 'keeper'>;
  readonly cameras: () => Pick<Cameras, 'find' | 'renew'>;
}

/** Binds recording and live view, which read and write the same growing files. */
export function bindMainStream(
  { catalog, settings, steps }: Pick<Foundation, 'catalog' | 'settings' | 'steps'>,
  logger: Logger,
  { roots, events, analysis, cameras }: Needs,
): { readonly recorder: Recorder; readonly live: LiveHub } {
  const clock = systemClock;
  const recorder = createRecorder({
    roots,
    store: catalog.segments,
    clock,
    logger,
    steps,
    preallocate: () => settings.get().storage.preallocate,
    renew: (id) => cameras().renew([id], 'resized'),
    onSegment: (segment) => {
      events.emit({ type: 'segment', segment });
      analysis.keeper.onSegment(segment);
    },
  });
  const live = createLiveHub({ clock, logger, growing: recorder, knows: (id) => cameras().find(id) !== null });
  return { recorder, live };
}
