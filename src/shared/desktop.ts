import type { Language } from './languages.ts';

/** What the desktop program gives the page, as `window.vigilDesktop`; absent in a browser. */
export interface DesktopBridge {
  /** Opens the native folder dialog; null when it was cancelled. */
  chooseFolder(): Promise<string | null>;
  /** Tells which language the interface has, so that notifications of the operating system have it too. */
  speak(language: Language): void;
}

/** Names of the only channels between page and desktop program. */
export const desktopChannels = {
  chooseFolder: 'vigil:choose-folder',
  speak: 'vigil:speak',
} as const;
