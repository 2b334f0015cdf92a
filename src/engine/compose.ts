import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { Settings } from '../shared/settings.ts';
import { createAlerts, type Alerts } from './alerts/index.ts';
import { bindAnalysis, type Analysis } from './analysis.ts';
import { createCameraService, createEvents, type Cameras } from './camera/index.ts';
import { createBackupKeeper, openCatalog, type Catalog } from './catalog/index.ts';
import { systemClock } from './clock.ts';
import { composeStorage, type StorageParts } from './compose-storage.ts';
import { createSettingsHistory, ensureDataDir, loadSettings, saveSettings, type DataPaths } from './config/index.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { CredentialDoor, locateFfmpeg, type LocateResult } from './ffmpeg/index.ts';
import { createAuth, createHttpServer, type HttpServer } from './http/index.ts';
import { createLiveHub } from './live/index.ts';
import type { Logger } from './logger.ts';
import { buildPlaylist, createRecorder, createReplay, type Recorder } from './recording/index.ts';
import type { EngineServices, SettingsService, SettingsVersions } from './services.ts';
import { createSecrets } from './secrets.ts';
import { createSettingsService } from './settings-service.ts';
import { deleteGarbage } from './storage/index.ts';
import { createSystemService } from './system-service.ts';

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
interface Foundation {
  readonly paths: DataPaths;
  /** As they were at the start. */
  readonly running: Settings;
  /** Name that the broken settings file was kept under, and what is wrong with it; null when it was not broken. */
  readonly brokenSettings: SettingsVersions['broken'];
  /** Folder of the recordings, the first of the storage roots. */
  readonly root: string;
  readonly catalog: Catalog;
  readonly ffmpeg: LocateResult;
  readonly door: CredentialDoor | null;
}

async function layFoundation({ dataDir, logger }: EngineOptions): Promise<Foundation> {
  const paths = ensureDataDir(dataDir);
  const loaded = await loadSettings(paths.settings, systemClock.now());
  if (loaded.kind === 'safe_mode') {
    const { problems, keptAs } = loaded;
    logger.error({ problems, keptAs }, 'settings.json is broken: the defaults are in force');
  }
  const running = loaded.settings;
  const [ffmpeg, door] = await Promise.all([findFfmpeg(running.ffmpeg.path, logger), openDoor(logger)]);
  try {
    const catalog = openCatalog(paths.catalog, { logger });
    const root = running.recording.root ?? paths.recordings;
    const brokenSettings =
      loaded.kind === 'safe_mode' ? { keptAs: basename(loaded.keptAs), problems: loaded.problems } : null;
    return { paths, running, brokenSettings, root, catalog, ffmpeg, door };
  } catch (error) {
    await door?.close();
    throw error;
  }
}

interface Parts {
  readonly services: EngineServices;
  readonly cameras: Cameras;
  readonly recorder: Recorder;
  readonly storage: StorageParts;
  readonly alerts: Alerts;
  readonly analysis: Analysis;
}

function bindSettings({ running, paths, brokenSettings }: Foundation, logger: Logger): SettingsService {
  return createSettingsService({
    running,
    save: async (next) => void (await saveSettings(paths.settings, next)),
    history: createSettingsHistory(paths.settingsHistory),
    broken: brokenSettings,
    clock: systemClock,
    logger,
  });
}

/** Binds each folder's needs to the folder that meets them. Nothing runs yet. */
function bind(foundation: Foundation, { host, logger, version }: EngineOptions): Parts {
  const { root, catalog, ffmpeg, door } = foundation;
  const clock = systemClock;
  const settings = bindSettings(foundation, logger);
  const events = createEvents({ clock, logger, cameras: () => cameras.list() });
  const alerts = createAlerts({
    store: catalog.alerts,
    clock,
    logger,
    emit: events.emit,
    cameraName: (id) => cameras.list().find(({ camera }) => camera.id === id)?.camera.name ?? null,
    settings: () => settings.get().alerts,
    ...(host.notify === undefined ? {} : { notify: host.notify }),
    webhooks: {
      store: catalog.webhooks,
      secrets: createSecrets(catalog.secrets, host.secrets),
      recorder: { name: hostname(), version },
    },
  });
  const storage = composeStorage({
    root,
    settings: () => settings.get(),
    catalog,
    clock,
    logger,
    raise: alerts.raise,
    writing: () => recorder.writing(),
    cameras: () => cameras,
  });
  const { roots } = storage;
  const analysis = bindAnalysis({
    keeping: catalog.keeping,
    clock,
    logger,
    camera: (id) => cameras.find(id),
    clean: () => deleteGarbage(roots, catalog.segments, logger),
  });
  const recorder: Recorder = createRecorder({
    roots,
    store: catalog.segments,
    clock,
    logger,
    onSegment: (segment) => {
      events.emit({ type: 'segment', segment });
      analysis.keeper.onSegment(segment);
    },
  });
  const live = createLiveHub({
    clock,
    logger,
    growing: recorder,
    knows: (id) => cameras.list().some(({ camera }) => camera.id === id),
  });
  const cameras: Cameras = createCameraService({
    store: catalog.cameras,
    host,
    clock,
    logger,
    ffmpeg: () => (ffmpeg.ok ? ffmpeg.binary : null),
    door,
    place: recorder,
    sinks: [recorder, live, analysis.frames],
    frames: analysis.frames,
    settings: () => settings.get(),
    emit: events.emit,
    removeRecordings: (id) => recorder.deleteCamera(id),
    noFootage: (id, reason) => recorder.noFootage(id, reason),
    gops: live,
    live,
    raise: alerts.raise,
  });
  const system = createSystemService({
    version,
    startedMs: clock.now(),
    recordingRoot: root,
    ffmpeg: () => (ffmpeg.ok ? { path: ffmpeg.binary.path, version: ffmpeg.binary.version } : null),
    demoAvailable: host.demo !== undefined,
  });
  const replay = createReplay({ roots, store: catalog.segments, recorder, clock, logger });
  return {
    services: {
      cameras,
      replay,
      live,
      events,
      settings,
      system,
      alerts,
      webhooks: alerts.webhooks,
      storage: storage.service,
    },
    cameras,
    recorder,
    alerts,
    storage,
    analysis,
  };
}

/**
 * Composes and starts the engine: catalog, recorder, live hub, cameras, HTTP interface. Cameras start before it answers.
 * @throws when the data folder, the catalog or the address cannot be used; nothing is left running then
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { logger, host, listen, onTokenUsed } = options;
  const foundation = await layFoundation(options);
  const { catalog, running } = foundation;
  const { services, cameras, recorder, alerts, storage, analysis } = bind(foundation, options);
  const auth = createAuth({
    store: catalog.sessions,
    clock: systemClock,
    ...(onTokenUsed === undefined ? {} : { onTokenUsed }),
  });
  const backups = createBackupKeeper({ catalog, clock: systemClock, logger });
  let server: HttpServer | null = null;
  const shutDown = async (): Promise<void> => {
    // Viewers first, so that nothing asks for what is being closed; the catalog last, when every segment has its row.
    await server?.close();
    await storage.keeper.stop();
    await cameras.stop();
    recorder.stop();
    analysis.keeper.stop();
    await host.demo?.stop();
    await foundation.door?.close();
    alerts.stop();
    await backups.stop();
    catalog.close();
  };
  try {
    server = await createHttpServer({
      services,
      auth,
      clock: systemClock,
      logger,
      buildPlaylist,
      rendererDir: options.rendererDir,
      version: options.version,
      host: listen?.host ?? running.http.host,
      port: listen?.port ?? running.http.port,
    });
    alerts.start();
    services.events.subscribe((event) => alerts.heed(event));
    services.events.subscribe((event) => {
      if (event.type === 'camera_removed') analysis.frames.forget(event.cameraId);
    });
    analysis.keeper.start();
    if (foundation.brokenSettings !== null) {
      alerts.raise({
        kind: 'settings_broken',
        severity: 'critical',
        data: { keptAs: foundation.brokenSettings.keptAs },
      });
    }
    catalog.onRestored(({ backup, backupMs, keptAs }) => {
      const severity = backup === null ? 'critical' : 'warning';
      alerts.raise({ kind: 'catalog_restored', severity, data: { backup, backupMs, keptAs } });
    });
    backups.start();
    await storage.roots.start();
    await recorder.start();
    const url = await server.listen();
    await cameras.start();
    storage.keeper.start();
    let stopped: Promise<void> | null = null;
    return {
      url,
      issueToken: () => auth.issueToken(),
      addDemo: async () => void (await cameras.addDemo()),
      stop: () => (stopped ??= shutDown()),
    };
  } catch (error) {
    await shutDown();
    throw error;
  }
}
