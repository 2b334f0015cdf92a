import { basename } from 'node:path';
import type { Settings } from '../shared/settings.ts';
import { openCatalog, type Catalog } from './catalog/index.ts';
import { openClockSteps } from './clock-memory.ts';
import type { ClockSteps } from './clock-steps.ts';
import { systemClock } from './clock.ts';
import { createSettingsHistory, ensureDataDir, loadSettings, saveSettings, type DataPaths } from './config/index.ts';
import type { EngineOptions } from './engine.ts';
import { ChildLedger, CredentialDoor, locateFfmpeg, type LocateResult } from './ffmpeg/index.ts';
import type { Logger } from './logger.ts';
import type { SettingsService, SettingsVersions } from './services.ts';
import { createSettingsService } from './settings-service.ts';

async function findFfmpeg(settingPath: string | null, logger: Logger): Promise<LocateResult> {
  const found = await locateFfmpeg({ settingPath });
  if (found.ok) logger.info({ path: found.binary.path, version: found.binary.version, from: found.from }, 'ffmpeg');
  else logger.error({ tried: found.tried }, 'no fit ffmpeg was found: nothing can be recorded');
  return found;
}

/** Listens, or says why not: cameras then get their credentials on the command line (docs/design/credentials.md). */
async function openDoor(logger: Logger): Promise<CredentialDoor | null> {
  try {
    return await CredentialDoor.open(systemClock);
  } catch (error) {
    logger.warn({ err: error }, 'the credential door cannot listen: passwords will stand in the process list');
    return null;
  }
}

/** What everything stands on; closed last. */
export interface Foundation {
  /** As they were at the start. */
  readonly running: Settings;
  /** Name that the broken settings file was kept under, and what is wrong with it; null when it was not broken. */
  readonly brokenSettings: SettingsVersions['broken'];
  readonly settings: SettingsService;
  /** Folder of the recordings, the first of the storage roots. */
  readonly root: string;
  readonly catalog: Catalog;
  readonly ffmpeg: LocateResult;
  readonly door: CredentialDoor | null;
  readonly ledger: ChildLedger;
  readonly steps: ClockSteps;
}

/**
 * Opens the catalog, reads the settings and finds ffmpeg. The catalog comes first: it has its lock, and a data folder that another Vigil
 * uses is to be left as it is, above all the ffmpegs that its `children.json` names.
 * @throws when the data folder or the catalog cannot be used; nothing is left open then
 */
export async function layFoundation({ dataDir, logger }: EngineOptions): Promise<Foundation> {
  const paths = ensureDataDir(dataDir);
  const catalog = openCatalog(paths.catalog, { logger });
  try {
    return await layOn(catalog, paths, logger);
  } catch (error) {
    catalog.close();
    throw error;
  }
}

/** What needs the data folder to be ours. */
async function layOn(catalog: Catalog, paths: DataPaths, logger: Logger): Promise<Foundation> {
  const loaded = await loadSettings(paths.settings, systemClock.now());
  if (loaded.kind === 'safe_mode') {
    const { problems, keptAs } = loaded;
    logger.error({ problems, keptAs }, 'settings.json is broken: the defaults are in force');
  }
  const running = loaded.settings;
  const brokenSettings =
    loaded.kind === 'safe_mode' ? { keptAs: basename(loaded.keptAs), problems: loaded.problems } : null;
  const settings = createSettingsService({
    running,
    save: async (next) => void (await saveSettings(paths.settings, next)),
    history: createSettingsHistory(paths.settingsHistory),
    broken: brokenSettings,
    clock: systemClock,
    logger,
  });
  const ledger = new ChildLedger(paths.children, logger);
  await ledger.endLeft();
  const root = running.recording.root ?? paths.recordings;
  const ffmpeg = await findFfmpeg(running.ffmpeg.path, logger);
  const door = await openDoor(logger);
  const steps = openClockSteps(paths.clock, { clock: systemClock, logger });
  return { running, brokenSettings, settings, root, catalog, ffmpeg, door, ledger, steps };
}
