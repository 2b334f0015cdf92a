import { cameraExportQuerySchema, cameraImportResultSchema, cameraImportSchema } from '../../../shared/api.ts';
import type { CameraId, CameraInput } from '../../../shared/camera.ts';
import { VigilError } from '../../../shared/errors.ts';
import { exportCameras, importCameras } from '../../camera/index.ts';
import type { CameraService } from '../../services.ts';
import type { App, RouteContext } from '../app.ts';
import { bytes, failures } from './answers.ts';

const tags = ['cameras'];
const IMPORT_LIMIT_BYTES = 4 * 1024 * 1024;
const contentTypes = { json: 'application/json', csv: 'text/csv; charset=utf-8' } as const;

/** Adds all or none: what was added goes again when one fails. */
export async function addAll(cameras: CameraService, inputs: readonly CameraInput[]): Promise<void> {
  const added: CameraId[] = [];
  try {
    for (const input of inputs) added.push((await cameras.add(input)).camera.id);
  } catch (error) {
    for (const id of added.reverse()) await cameras.remove(id, 'delete');
    throw error;
  }
}

/** The list of cameras as a file, out and in. */
export function cameraListRoutes(app: App, { services: { cameras } }: RouteContext): void {
  app.get(
    '/api/cameras/export',
    {
      schema: {
        operationId: 'exportCameras',
        tags,
        summary: 'The list of cameras as a file, without passwords',
        querystring: cameraExportQuerySchema,
        response: { 200: bytes('application/octet-stream', 'JSON or CSV, as asked'), ...failures },
      },
    },
    (request, reply) => {
      const { format } = request.query;
      const list = cameras.list().map(({ camera }) => camera);
      void reply
        .header('content-disposition', `attachment; filename="cameras.${format}"`)
        .type(contentTypes[format])
        .send(Buffer.from(exportCameras(list, format)));
    },
  );
  app.post(
    '/api/cameras/import',
    {
      bodyLimit: IMPORT_LIMIT_BYTES,
      schema: {
        operationId: 'importCameras',
        tags,
        summary: 'Add all cameras of a list, or none',
        description: '`import_invalid` names what is wrong in which row: `row 3.source.mainUrl`.',
        body: cameraImportSchema,
        response: { 200: cameraImportResultSchema, ...failures },
      },
    },
    async (request) => {
      const list = importCameras(request.body.text, request.body.format);
      if (!list.ok)
        throw new VigilError('import_invalid', 'the list cannot be imported; nothing was added', list.errors);
      await addAll(cameras, list.inputs);
      return { added: list.inputs.length };
    },
  );
}
