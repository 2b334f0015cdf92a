import type { CameraView } from '../../shared/camera.ts';
import type { ServerEvent } from '../../shared/events.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { EventService } from '../services.ts';

/** The events stream with its sending end. */
export interface Events extends EventService {
  readonly emit: (event: ServerEvent) => void;
}

/**
 * Hands events to whoever listens.
 * @param options.cameras what a newcomer is told in `hello`
 */
export function createEvents(options: {
  readonly clock: Clock;
  readonly cameras: () => CameraView[];
  readonly logger?: Logger;
}): Events {
  const listeners = new Set<(event: ServerEvent) => void>();
  return {
    subscribe(listener) {
      // A function may subscribe twice; each has its own way to leave.
      const own = (event: ServerEvent): void => listener(event);
      own({ type: 'hello', nowMs: options.clock.now(), cameras: options.cameras() });
      listeners.add(own);
      return () => listeners.delete(own);
    },
    emit(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          // One listener's trouble costs neither the others nor who sends.
          options.logger?.error({ err: error }, 'a listener of events failed');
        }
      }
    },
  };
}
