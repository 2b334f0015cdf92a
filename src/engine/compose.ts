import type { Alerts } from './alerts/index.ts';
import { bindAnalysis, type Analysis } from './analysis.ts';
import { createCameraService, createEvents, type Cameras } from './camera/index.ts';
import { createBackupKeeper } from './catalog/index.ts';
import { systemClock } from './clock.ts';
import { heedEvents } from './compose-life.ts';
import { composeDetection, type DetectionParts } from './compose-detection.ts';
import { bindMainStream } from './compose-main-stream.ts';
import { composeStorage, type StorageParts } from './compose-storage.ts';
import { composeTiers } from './compose-tiers.ts';
import { bindAlerts, bindViews } from './compose-views.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { recoveringInTurn } from './found-cameras.ts';
import { layFoundation, type Foundation } from './foundation.ts';
import { createAuth, createHttpServer, type HttpServer } from './http/index.ts';
import { buildPlaylist, type Recorder } from './recording/index.ts';
import type { EngineServices } from './services.ts';
import { bindRetention } from './retention-binding.ts';
import type { RetentionJob } from './retention/index.ts';
import { deleteGarbage } from './storage/index.ts';
import type { Tiers } from './tiers/index.ts';

interface Parts {
  readonly services: EngineServices;
  readonly cameras: Cameras;
  readonly recorder: Recorder;
  readonly storage: StorageParts;
  readonly retention: RetentionJob;
  readonly alerts: Alerts;
  readonly analysis: Analysis;
  readonly tiers: Tiers;
  readonly detection: DetectionParts;
}

/** Binds each folder's needs to the folder that meets them. Nothing runs yet. */
function bind(foundation: Foundation, options: EngineOptions): Parts {
  const { host, logger } = options;
  const { catalog, ffmpeg, door, ledger, settings } = foundation;
  const clock = systemClock;
  const events = createEvents({ clock, logger, cameras: () => cameras.list() });
  const alerts = bindAlerts(foundation, options, events, () => cameras.list());
  const { raise } = alerts;
  const detection = composeDetection({
    foundation,
    options,
    stream: events,
    raise,
    cameras: () => cameras,
    live: () => live,
  });
  const storage = composeStorage({
    ...foundation,
    clock,
    logger,
    raise: alerts.raise,
    writing: () => recorder.writing(),
    returned: () => recorder.rootReturned(),
    cameras: () => cameras,
  });
  const { roots } = storage;
  const analysis = bindAnalysis({
    keeping: catalog.keeping,
    clock,
    logger,
    camera: (id) => cameras.find(id),
    clean: () => deleteGarbage(roots, catalog.segments, logger),
    detection: detection.join,
  });
  const { recorder, live } = bindMainStream(foundation, logger, { roots, events, analysis, cameras: () => cameras });
  const cameras: Cameras = createCameraService({
    store: catalog.cameras,
    host,
    clock,
    steps: foundation.steps,
    logger,
    ffmpeg: () => (ffmpeg.ok ? ffmpeg.binary : null),
    door,
    place: recorder,
    sinks: [recorder, live, analysis.frames],
    frames: analysis.frames,
    settings: () => settings.get(),
    emit: events.emit,
    removeRecordings: async (id, withLocked) => {
      await recorder.deleteCamera(id, withLocked);
      await detection.events.forget(id);
    },
    noFootage: (id, reason) => recorder.noFootage(id, reason),
    blind: (id) => analysis.keeper.state(id)?.blind === true,
    gops: live,
    live,
    raise: alerts.raise,
    ledger,
  });
  const tiers = composeTiers({ foundation, roots, host, raise: alerts.raise, clock, logger });
  const views = bindViews(foundation, options, recorder, cameras, storage, tiers, detection.services.detection);
  const deleteFiles = () => deleteGarbage(roots, catalog.segments, logger);
  const held = bindRetention({ store: catalog.retention, clock, logger, cameras, settings, events, deleteFiles });
  const heard = { alerts, webhooks: alerts.webhooks, tiers, ...detection.services };
  return {
    services: { ...views, ...held.services, ...heard, cameras, live, events, storage: storage.service },
    cameras,
    recorder,
    retention: held.job,
    alerts,
    storage,
    tiers,
    analysis,
    detection,
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
  const parts = bind(foundation, options);
  const { services, cameras, recorder, retention, alerts, storage, analysis, tiers, detection } = parts;
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
    await recorder.stop();
    analysis.keeper.stop();
    await detection.stop();
    await host.demo?.stop();
    await foundation.door?.close();
    alerts.stop();
    await retention.stop();
    await tiers.stop();
    await backups.stop();
    catalog.close();
  };
  const { segments, retention: usage } = catalog;
  const recoverAll = recoveringInTurn({ recorder, cameras, segments, usage, roots: storage.roots, logger });
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
    heedEvents(parts);
    analysis.keeper.start();
    detection.start();
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
      detection.events.restored();
      void recoverAll();
    });
    backups.start();
    await storage.roots.start();
    recorder.start();
    await tiers.undo();
    retention.start();
    const url = await server.listen();
    await cameras.start();
    storage.keeper.start();
    // Beside recording: cameras have adopted what a crash left of them. Files are moved when all are known.
    void recoverAll().then(() => tiers.start());
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
