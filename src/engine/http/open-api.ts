import { systemClock } from '../clock.ts';
import { createLogger } from '../logger.ts';
import type { EngineServices } from '../services.ts';
import { createAuth } from './auth/auth.ts';
import { createHttpServer } from './server.ts';

/** Stands for what describing never touches: any use of it is a fault that shows at once. */
function unused<T extends object>(what: string): T {
  const refuse = () => {
    throw new Error(`${what} was used while the interface was only described`);
  };
  return new Proxy({} as T, { get: refuse });
}

/** The OpenAPI document of the interface, without an engine behind it. */
export async function openApiDocument(version: string): Promise<unknown> {
  const services: EngineServices = {
    cameras: unused('cameras'),
    replay: unused('replay'),
    live: unused('live'),
    events: unused('events'),
    settings: unused('settings'),
    system: unused('system'),
    alerts: unused('alerts'),
    health: unused('health'),
    webhooks: unused('webhooks'),
    storage: unused('storage'),
    tiers: unused('tiers'),
    retention: unused('retention'),
    models: unused('models'),
    detection: unused('detection'),
    detections: unused('detections'),
  };
  const server = await createHttpServer({
    services,
    auth: createAuth({ store: unused('sessions'), clock: systemClock }),
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    buildPlaylist: () => '',
    rendererDir: null,
    version,
    host: '127.0.0.1',
    port: 0,
  });
  try {
    return server.app.swagger();
  } finally {
    await server.close();
  }
}
