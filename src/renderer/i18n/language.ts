import i18next from 'i18next';
import type { DesktopBridge } from '../../shared/desktop.ts';
import { isLanguage, pickLanguage, type Language } from '../../shared/languages.ts';

const STORED_AS = 'vigil.language';

/** Each language in its own words, so that whoever looks for it can read it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', vi: 'Tiếng Việt' };

/** The language that was chosen in this browser; else the first one of the browser's own that there is. */
export function firstLanguage(): Language {
  const stored = storedLanguage();
  return isLanguage(stored) ? stored : pickLanguage(navigator.languages);
}

function storedLanguage(): string | null {
  try {
    return window.localStorage.getItem(STORED_AS);
  } catch {
    // A browser may refuse all storage; the interface works without.
    return null;
  }
}

/**
 * Tells the document and the desktop program which language is spoken. Before the texts change: figures and dates go
 * by the document's language.
 */
export function announceLanguage(language: Language): void {
  document.documentElement.lang = language;
  (window as { vigilDesktop?: DesktopBridge }).vigilDesktop?.speak(language);
}

/** Speaks this language from now on, here and after the next start. Nothing is loaded anew. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    window.localStorage.setItem(STORED_AS, language);
  } catch {
    // See above: then the choice holds until the page is left.
  }
  announceLanguage(language);
  await i18next.changeLanguage(language);
}
