import {
  backupRestoreSchema,
  backupResultSchema,
  settingsRestoreSchema,
  settingsResultSchema,
  settingsVersionsSchema,
} from '../../../shared/api.ts';
import { VigilError } from '../../../shared/errors.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import { missingCameras, readBackup, writeBackup } from '../../backup.ts';
import type { App, RouteContext } from '../app.ts';
import { bytes, failures } from './answers.ts';
import { addAll } from './camera-lists.ts';

const tags = ['settings'];
const BACKUP_LIMIT_BYTES = 8 * 1024 * 1024;

/** The settings of the installation: read, replaced, taken back. */
export function settingsRoutes(app: App, context: RouteContext): void {
  const { settings } = context.services;
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
  app.get(
    '/api/settings/versions',
    {
      schema: {
        operationId: 'listSettingsVersions',
        tags,
        summary: 'States that the settings have been in',
        description:
          '`broken` is set in safe mode: the settings file could not be used, and the defaults are in force.',
        response: { 200: settingsVersionsSchema, ...failures },
      },
    },
    () => settings.versions(),
  );
  app.post(
    '/api/settings/restore',
    {
      schema: {
        operationId: 'restoreSettings',
        tags,
        summary: 'Put an earlier state into force',
        body: settingsRestoreSchema,
        response: { 200: settingsResultSchema, ...failures },
      },
    },
    (request) => settings.restore(request.body.atMs),
  );
  backupRoutes(app, context);
}

/** Settings and cameras as one file, out and in. */
function backupRoutes(app: App, { services: { settings, cameras }, clock }: RouteContext): void {
  app.get(
    '/api/backup',
    {
      schema: {
        operationId: 'getBackup',
        tags,
        summary: 'Settings and cameras as a file, without passwords and keys',
        response: { 200: bytes('application/json', 'A backup'), ...failures },
      },
    },
    (_request, reply) => {
      const list = cameras.list().map(({ camera }) => camera);
      const nowMs = clock.now();
      void reply
        .header(
          'content-disposition',
          `attachment; filename="vigil-${new Date(nowMs).toISOString().slice(0, 10)}.json"`,
        )
        .type('application/json')
        .send(Buffer.from(writeBackup(settings.get(), list, nowMs)));
    },
  );
  app.post(
    '/api/backup/restore',
    {
      bodyLimit: BACKUP_LIMIT_BYTES,
      schema: {
        operationId: 'restoreBackup',
        tags,
        summary: 'Take settings, and if asked cameras that are missing, from a backup file',
        description: '`import_invalid` names what is wrong in it; nothing is changed then.',
        body: backupRestoreSchema,
        response: { 200: backupResultSchema, ...failures },
      },
    },
    async (request) => {
      const reading = readBackup(request.body.text);
      if (!reading.ok) throw new VigilError('import_invalid', 'this is no backup that can be used', reading.errors);
      const present = cameras.list().map(({ camera }) => camera);
      const missing = request.body.cameras ? missingCameras(reading.backup.cameras, present) : [];
      const change = await settings.set(reading.backup.settings);
      await addAll(cameras, missing);
      return { ...change, camerasAdded: missing.length };
    },
  );
}
