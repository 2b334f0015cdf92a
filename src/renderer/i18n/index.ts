import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, vi } from './catalogues.ts';
import { announceLanguage, firstLanguage } from './language.ts';

export { chooseLanguage, languageNames } from './language.ts';

/** Starts i18next with the bundled catalogues; nothing is fetched. */
export async function startI18n(): Promise<void> {
  const language = firstLanguage();
  announceLanguage(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: { en, vi },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}
