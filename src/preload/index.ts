import { contextBridge, ipcRenderer } from 'electron';
import { desktopChannels, type DesktopBridge } from '../shared/desktop.ts';

/**
 * Hands the page the few things that only a desktop has. The page itself comes from the engine's HTTP address and
 * brings its session with it, as in a browser. No generic channel is passed on.
 */
const bridge: DesktopBridge = {
  chooseFolder: () => ipcRenderer.invoke(desktopChannels.chooseFolder) as Promise<string | null>,
  speak: (language) => ipcRenderer.send(desktopChannels.speak, language),
};

contextBridge.exposeInMainWorld('vigilDesktop', bridge);
