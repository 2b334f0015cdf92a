import { systemInfoSchema } from '../../../shared/api.ts';
import type { App, RouteContext } from '../app.ts';
import { failures } from './answers.ts';

const tags = ['system'];

/** What the recorder knows of itself. */
export function systemRoutes(app: App, { services: { system } }: RouteContext): void {
  app.get(
    '/api/system',
    {
      schema: {
        operationId: 'systemInfo',
        tags,
        summary: 'Version, ffmpeg, storage',
        response: { 200: systemInfoSchema, ...failures },
      },
    },
    () => system.info(),
  );
  app.get('/api/openapi.json', { schema: { operationId: 'openapi', tags, summary: 'This document', hide: true } }, () =>
    app.swagger(),
  );
}
