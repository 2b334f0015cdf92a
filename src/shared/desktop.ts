/** What the desktop program gives the page, as `window.vigilDesktop`; absent in a browser. */
export interface DesktopBridge {
  /** Opens the native folder dialog; null when it was cancelled. */
  chooseFolder(): Promise<string | null>;
}

/** Names of the only channels between page and desktop program. */
export const desktopChannels = {
  chooseFolder: 'vigil:choose-folder',
} as const;
