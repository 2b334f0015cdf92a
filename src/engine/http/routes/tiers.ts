import {
  archiveSecretSchema,
  archiveTestResultSchema,
  archiveTestSchema,
  tiersStatusSchema,
} from '../../../shared/archive.ts';
import type { App, RouteContext } from '../app.ts';
import { failures, nothing } from './answers.ts';

const tags = ['storage'];

/** Moving to slow disks and archiving. */
export function tierRoutes(app: App, { services: { tiers } }: RouteContext): void {
  app.get(
    '/api/storage/tiers',
    {
      schema: {
        operationId: 'tiersStatus',
        tags,
        summary: 'What is still to be moved and archived, at what rate, and what went wrong last',
        response: { 200: tiersStatusSchema, ...failures },
      },
    },
    () => tiers.status(),
  );
  app.put(
    '/api/archive/secret',
    {
      schema: {
        operationId: 'setArchiveSecret',
        tags,
        summary: "Set or remove the archive's secret key",
        description: 'It is kept encrypted and never answered; `hasSecret` of the status says that there is one.',
        body: archiveSecretSchema,
        response: { 204: nothing, ...failures },
      },
    },
    (request, reply) => {
      tiers.setArchiveSecret(request.body.secretKey);
      void reply.code(204).send();
    },
  );
  app.post(
    '/api/archive/test',
    {
      schema: {
        operationId: 'testArchive',
        tags,
        summary: 'Try an archive before it is saved: writes, reads and deletes a small object',
        body: archiveTestSchema,
        response: { 200: archiveTestResultSchema, ...failures },
      },
    },
    (request) => tiers.testArchive(request.body),
  );
}
