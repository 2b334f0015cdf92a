import type { TiersStatus } from '../../shared/archive.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import { archiveError, FileFault, uploadFile, type Archives, type OpenArchive } from '../archive/index.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { errorText, isCode, type Roots } from '../storage/index.ts';
import { SkipList } from './skip-list.ts';
import type { TierFile, TierStore } from './tier-store.ts';

export interface ArchiverOptions {
  readonly roots: Pick<Roots, 'pathOf'>;
  readonly store: TierStore;
  readonly archives: Pick<Archives, 'current' | 'at'>;
  readonly archivePlaces: () => readonly number[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings['archive'];
  readonly raise: RaiseAlert;
  /** For tests; else as `uploadFile` has it. */
  readonly partBytes?: number;
}

export interface Archiver {
  /** Uploads one file, or deletes some objects. Answers whether there was anything to do. @throws ArchiveError */
  step(signal: AbortSignal): Promise<boolean>;
  status(): TiersStatus['archiving'];
}

const HOUR_MS = 3_600_000;
const BATCH = 100;
/** A second failure in a row is an outage: one may be a connection that broke. */
const OUTAGE_FAILURES = 2;

/** Keeps verified copies of old files in the archive, and deletes there what is garbage. */
export function createArchiver(options: ArchiverOptions): Archiver {
  const { store, settings, clock } = options;
  const skip = new SkipList(clock);
  let failures = 0;
  let lastError: TiersStatus['archiving']['lastError'] = null;

  const beforeMs = (): number => clock.now() - settings().afterHours * HOUR_MS;
  const work = async (signal: AbortSignal): Promise<boolean> => {
    const cleaned = await deleteObjects(options, signal);
    if (!settings().enabled) return cleaned;
    const archive = options.archives.current();
    const file = skip.firstOf((limit) => store.toArchive(beforeMs(), limit));
    if (file !== null) await upload(options, archive, file, skip, signal);
    return cleaned || file !== null;
  };
  return {
    async step(signal) {
      try {
        const worked = await work(signal);
        if (worked) failures = 0;
        return worked;
      } catch (error) {
        if (signal.aborted) throw error;
        const { fault, message } = archiveError(error);
        lastError = { atMs: clock.now(), fault, message };
        failures += 1;
        if (failures === OUTAGE_FAILURES)
          options.raise({ kind: 'archive_failing', severity: 'warning', data: { fault, message } });
        throw error;
      }
    },
    status() {
      const queue = settings().enabled ? store.queueToArchive(beforeMs()) : { segments: 0, bytes: 0 };
      const state = !settings().enabled ? 'off' : failures >= OUTAGE_FAILURES ? 'failing' : 'ok';
      return { state, queue, lastError };
    },
  };
}

async function upload(
  { roots, store, logger, partBytes }: ArchiverOptions,
  archive: OpenArchive,
  { key, place, path, sizeBytes }: TierFile,
  skip: SkipList,
  signal: AbortSignal,
): Promise<void> {
  const file = roots.pathOf(place, path);
  if (file === null) {
    skip.add(key);
    return;
  }
  const job = { key, place: archive.place, path, file, sizeBytes, objectKey: archive.keyOf(path) };
  const means = { store: archive.store, uploads: store, ...(partBytes === undefined ? {} : { partBytes }) };
  try {
    store.finishUpload(key, archive.place, await uploadFile(job, means, signal));
  } catch (error) {
    if (!(error instanceof FileFault || isCode(error, 'ENOENT', 'EIO', 'EACCES'))) throw error;
    skip.add(key);
    // It may have been moved, or deleted, since it was looked up.
    logger.warn({ key, error: errorText(error) }, 'a recording cannot be archived');
  }
}

/** Objects whose rows are garbage, and uploads whose segment is gone, in all archives that can be asked. */
async function deleteObjects(options: ArchiverOptions, signal: AbortSignal): Promise<boolean> {
  let deleted = false;
  for (const place of options.archivePlaces()) {
    const { store } = options;
    const files = store.garbage(place, BATCH);
    const uploads = store.abandonedUploads(place, BATCH);
    if (files.length + uploads.length === 0) continue;
    const archive = options.archives.at(place);
    for (const file of files) {
      await archive.store.remove(archive.keyOf(file.path), signal);
      store.forgetGarbage([file]);
    }
    for (const { key, uploadId, path } of uploads) {
      if (uploadId !== null) await archive.store.abort(archive.keyOf(path), uploadId, signal);
      // A copy that the row names stays; what else lies there is of a segment that is gone.
      if (store.findFile(key) === null) await archive.store.remove(archive.keyOf(path), signal);
      store.forgetUpload(key, place);
    }
    deleted = true;
  }
  return deleted;
}
