import { settingsResultSchema, systemInfoSchema } from '../../../shared/api.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import type { App, RouteContext } from '../app.ts';
import { failures } from './answers.ts';

const tags = ['system'];

/** Settings and what the recorder knows of itself. */
export function systemRoutes(app: App, { services: { settings, system } }: RouteContext): void {
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
  app.get(
    '/api/settings',
    {
      schema: {
        operationId: 'getSettings',
        tags,
        summary: 'The settings of the installation',
        response: { 200: settingsSchema, ...failures },
      },
    },
    () => settings.get(),
  );
  app.put(
    '/api/settings',
    {
      schema: {
        operationId: 'setSettings',
        tags,
        summary: 'Replace the settings',
        description: '`restartNeeded` names the fields that take effect at the next start.',
        body: settingsSchema,
        response: { 200: settingsResultSchema, ...failures },
      },
    },
    (request) => settings.set(request.body),
  );
  app.get('/api/openapi.json', { schema: { operationId: 'openapi', tags, summary: 'This document', hide: true } }, () =>
    app.swagger(),
  );
}
