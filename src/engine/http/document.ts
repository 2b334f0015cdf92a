import swagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { alertSchema } from '../../shared/alerts.ts';
import * as camera from '../../shared/camera.ts';
import { detectionEventSchema, detectionRunSchema } from '../../shared/detection.ts';
import { apiErrorSchema } from '../../shared/errors.ts';
import { footageUsageSchema, lockSchema } from '../../shared/locks.ts';
import { segmentSchema, timelineSchema } from '../../shared/recording.ts';
import { settingsSchema } from '../../shared/settings.ts';
import { systemInfoSchema } from '../../shared/api.ts';
import { sendResultSchema, webhookInputSchema, webhookSchema } from '../../shared/webhooks.ts';
import type { App } from './app.ts';

/** Names of the schemas that the document refers to; an input that differs from the output is called `…Input`. */
function namedSchemas() {
  const registry = z.registry<{ id: string }>();
  return registry
    .add(apiErrorSchema, { id: 'ApiError' })
    .add(camera.cameraSourceSchema, { id: 'CameraSource' })
    .add(camera.cameraInputSchema, { id: 'CameraBody' })
    .add(camera.cameraSchema, { id: 'Camera' })
    .add(camera.cameraStatusSchema, { id: 'CameraStatus' })
    .add(camera.cameraStatsSchema, { id: 'CameraStats' })
    .add(camera.streamFactsSchema, { id: 'StreamFacts' })
    .add(camera.cameraViewSchema, { id: 'CameraView' })
    .add(camera.stateChangeSchema, { id: 'StateChange' })
    .add(camera.connectionTestResultSchema, { id: 'ConnectionTestResult' })
    .add(camera.streamTestSchema, { id: 'StreamTest' })
    .add(segmentSchema, { id: 'Segment' })
    .add(timelineSchema, { id: 'Timeline' })
    .add(lockSchema, { id: 'Lock' })
    .add(footageUsageSchema, { id: 'FootageUsage' })
    .add(detectionEventSchema, { id: 'DetectionEvent' })
    .add(detectionRunSchema, { id: 'DetectionRun' })
    .add(settingsSchema, { id: 'Settings' })
    .add(systemInfoSchema, { id: 'SystemInfo' })
    .add(alertSchema, { id: 'Alert' })
    .add(webhookInputSchema, { id: 'WebhookBody' })
    .add(webhookSchema, { id: 'Webhook' })
    .add(sendResultSchema, { id: 'SendResult' });
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function referencedIn(value: Json, found: Set<string>): void {
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref' && typeof child === 'string') found.add(child.split('/').at(-1) ?? '');
    else referencedIn(child, found);
  }
}

/** Leaves out the named schemas that nothing refers to, such as inputs of what is only ever answered. */
function withoutUnused(document: { paths?: unknown; components?: { schemas?: Record<string, unknown> } }): void {
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  referencedIn(document.paths as Json, used);
  for (const name of used) referencedIn((schemas[name] ?? null) as Json, used);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
}

interface Operation {
  readonly summary?: string;
  readonly responses?: Record<string, { description?: string }>;
}

const failureTexts: Record<string, string> = {
  '4XX': 'The request cannot be served: `code` says why, `details` name the fields',
  '5XX': 'The recorder cannot do it now; `code` says why',
};

/** A schema that is referred to loses its description; the framework puts an empty phrase in its place. */
function describeAnswers(document: { paths?: unknown }): void {
  const paths = (document.paths ?? {}) as Record<string, Record<string, Operation>>;
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const [status, answer] of Object.entries(operation.responses ?? {})) {
      if (answer.description !== 'Default Response') continue;
      answer.description = failureTexts[status] ?? operation.summary ?? 'Done';
    }
  }
}

const description = `Network video recorder. Sign in with \`POST /api/session\`; every failure is
\`{code, message, details}\` with a code of a closed list. Times are UTC milliseconds.

Two WebSockets take a session too: \`/api/cameras/{id}/live?stream=sub|main\` sends live fragments as
src/shared/live-protocol.ts describes them, \`/api/events\` sends the JSON texts of src/shared/events.ts.`;

/** Collects the routes that are registered after this into an OpenAPI 3.1 document, `app.swagger()`. */
export async function installDocument(app: App, version: string): Promise<void> {
  const schemaRegistry = namedSchemas();
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Vigil',
        version,
        description,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: [
        { name: 'session', description: 'Signing in and out' },
        { name: 'cameras', description: 'Cameras: list, change, test, look' },
        { name: 'replay', description: 'Timeline, playlists and recording files' },
        { name: 'detection', description: 'What was detected: events, their pictures, counts, runs' },
        { name: 'storage', description: 'Storage roots: where recordings lie' },
        { name: 'alerts', description: 'What people are told of' },
        { name: 'settings', description: 'Settings of the installation, their versions and backups' },
        { name: 'system', description: 'The recorder itself' },
      ],
      components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
      security: [{ session: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: (input) => {
      const document = transformObject(input);
      withoutUnused(document);
      describeAnswers(document);
      return document;
    },
  });
}
