import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { modelIdSchema } from '../../shared/detection-plan.ts';
import { modelLabelsSchema, modelPurposeSchema, sha256Schema } from '../../shared/models.ts';
import { PartFile } from './part-file.ts';

/** What is known of an installed model; stands beside its file as `<id>.json`. */
export const installedSchema = z.object({
  version: z.literal(1),
  id: modelIdSchema,
  name: z.string().min(1).max(60),
  sizeBytes: z.number().int().min(1),
  sha256: sha256Schema,
  /** Given with the file; null: the model's own, or COCO's. */
  labels: modelLabelsSchema.nullable(),
  /** What it turned out to be. */
  facts: z.object({
    purpose: modelPurposeSchema,
    family: z.string(),
    inputWidth: z.number().int().nullable(),
    inputHeight: z.number().int().nullable(),
    labels: z.array(z.string()),
  }),
  addedMs: z.number().int(),
});
export type Installed = z.infer<typeof installedSchema>;

/** Where a model lies. @throws when the id is none: nothing that a caller sent becomes a path unchecked */
export function modelPaths(dir: string, id: string): { readonly model: string; readonly sidecar: string } {
  const safe = modelIdSchema.parse(id);
  return { model: join(dir, `${safe}.onnx`), sidecar: join(dir, `${safe}.json`) };
}

/** Whether a file is as long as it was when it was installed. */
export function hasItsSize(path: string, sizeBytes: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === sizeBytes;
}

/** SHA-256 of a file. @throws the file system's error */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function readSidecar(path: string, id: string): Installed | null {
  try {
    const found = installedSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return found.success && found.data.id === id ? found.data : null;
  } catch {
    return null;
  }
}

/**
 * Makes the folder, removes what an earlier run left half done, and answers what is installed. A model without its sidecar
 * was put there by a person and stays, unseen; a sidecar without its model stays too, so that its loss is told.
 * @throws the file system's error
 */
export function openFolder(dir: string): Installed[] {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const installed: Installed[] = [];
  for (const { name } of readdirSync(dir, { withFileTypes: true })) {
    if (name.endsWith('.part')) rmSync(join(dir, name), { recursive: true, force: true });
    const id = modelIdSchema.safeParse(name.endsWith('.json') ? name.slice(0, -'.json'.length) : '');
    const found = id.success ? readSidecar(join(dir, name), id.data) : null;
    if (found !== null) installed.push(found);
  }
  return installed.sort((a, b) => a.addedMs - b.addedMs);
}

/** Puts a finished part in place as a model: its sidecar first, so that there is never a model that nobody knows. @throws InstallError */
export async function place(dir: string, part: PartFile, installed: Installed): Promise<void> {
  const { model, sidecar } = modelPaths(dir, installed.id);
  await writeSidecar(sidecar, installed);
  await part.putInPlace(model);
}

async function writeSidecar(path: string, installed: Installed): Promise<void> {
  const text = Buffer.from(`${JSON.stringify(installed, null, 2)}\n`);
  const part = await PartFile.create(`${path}.part`, text.length);
  try {
    await part.append(text);
    await part.finish();
    await part.putInPlace(path);
  } finally {
    await part.discard();
  }
}

/** Removes a model: its file first, so that a sidecar alone may be left, whose loss is told. @throws the file system's error */
export async function removeFiles(dir: string, id: string): Promise<void> {
  const { model, sidecar } = modelPaths(dir, id);
  await rm(model, { force: true });
  await rm(sidecar, { force: true });
}
