import { app, dialog, powerSaveBlocker, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { createEngine, createLogger, type Engine } from '../engine/index.ts';
import { pickLanguage, type Language } from '../shared/languages.ts';
import { createDemo } from '../simulator/index.ts';
import { createNotifier } from './notify.ts';
import { createSafeStorageBox } from './secrets.ts';
import { startWorker } from './start-worker.ts';
import { openWindow, serveDesktopBridge } from './window.ts';

const preload = join(import.meta.dirname, '..', 'preload', 'index.cjs');

async function startEngine(show: () => void, language: () => Language): Promise<Engine> {
  const dataDir = process.env['VIGIL_DATA'] ?? app.getPath('userData');
  return createEngine({
    dataDir,
    rendererDir: join(app.getAppPath(), 'out', 'renderer'),
    modelsDir: join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'models'),
    version: app.getVersion(),
    logger: createLogger(),
    host: {
      secrets: createSafeStorageBox(dataDir),
      demo: createDemo(join(app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources'), 'clips')),
      notify: createNotifier(show, language),
      startWorker,
    },
  });
}

async function run(): Promise<void> {
  await app.whenReady();
  let window: BrowserWindow | null = null;
  let show = (): void => undefined;
  // Until the page says which language was chosen, the system's own.
  let language = pickLanguage([app.getLocale()]);
  const engine = await startEngine(
    () => show(),
    () => language,
  );
  // Recording goes on while the screen may go dark.
  powerSaveBlocker.start('prevent-app-suspension');
  serveDesktopBridge(engine.url, (spoken) => {
    language = spoken;
  });
  if (process.argv.includes('--demo')) await engine.addDemo();

  show = () => {
    if (window === null || window.isDestroyed()) {
      window = openWindow(engine.url, engine.issueToken(), preload);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  app.on('second-instance', show);
  app.on('activate', show);
  stopBeforeQuit(engine);
  show();
}

/** Quitting waits for the engine: segments are closed and children ended before the program goes. */
function stopBeforeQuit(engine: Engine): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void engine.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
  app.on('window-all-closed', () => app.quit());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}

if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    dialog.showErrorBox('Vigil cannot start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else {
  app.quit();
}
