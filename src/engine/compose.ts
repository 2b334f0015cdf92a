import { mkdirSync } from 'node:fs';
import { createCameraService, createEvents, type RunSink } from './camera/index.ts';
import { openCatalog } from './catalog/index.ts';
import { systemClock } from './clock.ts';
import { ensureDataDir, loadSettings, saveSettings } from './config/index.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { CredentialDoor, locateFfmpeg, type LocateResult } from './ffmpeg/index.ts';
import { createAuth, createHttpServer } from './http/index.ts';
import { createLiveHub } from './live/index.ts';
import type { Logger } from './logger.ts';
import { buildPlaylist, createRecorder, createReplay } from './recording/index.ts';
import type { EngineServices } from './services.ts';
import { createSettingsService } from './settings-service.ts';
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

/**
 * Composes and starts the engine: catalog, recorder, live hub, cameras, HTTP interface. Cameras start before it answers.
 * @throws when the data folder, the catalog or the address cannot be used; nothing is left running then
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { logger, host } = options;
  const clock = systemClock;
  const paths = ensureDataDir(options.dataDir);
  const loaded = await loadSettings(paths.settings, clock.now());
  if (loaded.kind === 'safe_mode') {
    logger.error(
      { problems: loaded.problems, keptAs: loaded.keptAs },
      'settings.json is broken: the defaults are in force',
    );
  }
  const running = loaded.settings;
  const root = running.recording.root ?? paths.recordings;
  mkdirSync(root, { recursive: true });
  const catalog = openCatalog(paths.catalog, { logger });

  const settings = createSettingsService({
    running,
    save: async (next) => void (await saveSettings(paths.settings, next)),
  });
  const [ffmpeg, door] = await Promise.all([findFfmpeg(running.ffmpeg.path, logger), openDoor(logger)]);
  const events = createEvents({ clock, cameras: () => cameras.list() });
  const recorder = createRecorder({
    root,
    store: catalog.segments,
    clock,
    logger,
    onSegment: (segment) => events.emit({ type: 'segment', segment }),
  });
  const live = createLiveHub({
    clock,
    logger,
    growing: recorder,
    knows: (id) => cameras.list().some(({ camera }) => camera.id === id),
  });
  const sinks: readonly RunSink[] = [recorder, live];
  const cameras = createCameraService({
    store: catalog.cameras,
    host,
    clock,
    logger,
    ffmpeg: () => (ffmpeg.ok ? ffmpeg.binary : null),
    door,
    place: recorder,
    sinks,
    settings: () => settings.get(),
    emit: (event) => {
      if (event.type === 'status' && event.status.state === 'disabled') recorder.noFootage(event.cameraId, 'disabled');
      events.emit(event);
    },
    removeRecordings: (id) => recorder.deleteCamera(id),
    gops: live,
    live,
  });
  const services: EngineServices = {
    cameras,
    replay: createReplay({ root, store: catalog.segments, recorder, clock, logger }),
    live,
    events,
    settings,
    system: createSystemService({
      version: options.version,
      startedMs: clock.now(),
      recordingRoot: root,
      ffmpeg: () => (ffmpeg.ok ? { path: ffmpeg.binary.path, version: ffmpeg.binary.version } : null),
      demoAvailable: host.demo !== undefined,
    }),
  };
  const auth = createAuth({
    store: catalog.sessions,
    clock,
    ...(options.onTokenUsed === undefined ? {} : { onTokenUsed: options.onTokenUsed }),
  });
  const server = await createHttpServer({
    services,
    auth,
    clock,
    logger,
    buildPlaylist,
    rendererDir: options.rendererDir,
    version: options.version,
    host: options.listen?.host ?? running.http.host,
    port: options.listen?.port ?? running.http.port,
  });

  const shutDown = async () => {
    // Viewers first, so that nothing asks for what is being closed; the catalog last, when every segment has its row.
    await server.close();
    await cameras.stop();
    await host.demo?.stop();
    await door?.close();
    catalog.close();
  };
  try {
    await recorder.start();
    const url = await server.listen();
    await cameras.start();
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
