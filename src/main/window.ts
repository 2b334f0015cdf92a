import { BrowserWindow, dialog, ipcMain, shell } from 'electron';
import { desktopChannels } from '../shared/desktop.ts';
import { isLanguage, type Language } from '../shared/languages.ts';

/** Whether an address belongs to the engine that this program runs. Parsed, never matched by a part of the text. */
export function isOwnAddress(address: string, engineUrl: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(engineUrl).origin;
}

/** Opens the one window on the engine's address and signs it in by a one-time token. */
export function openWindow(engineUrl: string, token: string, preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 960,
    minWidth: 960,
    minHeight: 600,
    backgroundColor: '#0a0e14',
    autoHideMenuBar: true,
    show: false,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
  window.once('ready-to-show', () => window.show());
  window.webContents.setWindowOpenHandler(({ url }) => {
    // Links of ours lead to the web only by https; everything else stays closed.
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
    return { action: 'deny' };
  });
  window.webContents.on('will-navigate', (event, url) => {
    if (!isOwnAddress(url, engineUrl)) event.preventDefault();
  });
  window.webContents.session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === 'fullscreen');
  });
  void window.loadURL(`${engineUrl}#token=${encodeURIComponent(token)}`);
  return window;
}

/** Answers the page's few desktop wishes; requests from any other address are ignored. */
export function serveDesktopBridge(engineUrl: string, speak: (language: Language) => void): void {
  ipcMain.on(desktopChannels.speak, (event, language: unknown) => {
    if (isOwnAddress(event.senderFrame?.url ?? '', engineUrl) && isLanguage(language)) speak(language);
  });
  ipcMain.handle(desktopChannels.chooseFolder, async (event) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (window === null || !isOwnAddress(event.senderFrame?.url ?? '', engineUrl)) return null;
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      properties: ['openDirectory', 'createDirectory'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  });
}
