import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { alertTitles } from '../../shared/alert-titles.ts';
import alerts from './en/alerts.json';
import cameras from './en/cameras.json';
import common from './en/common.json';
import events from './en/events.json';
import health from './en/health.json';
import live from './en/live.json';
import models from './en/models.json';
import replay from './en/replay.json';
import settings from './en/settings.json';
import type { Language } from '../../shared/languages.ts';
import { vi } from './vi.ts';

export { announceLanguage, chooseLanguage, firstLanguage, languageNames } from './language.ts';

/** One catalogue a page; `common` has what several pages say. English is the fall-back of every language. */
const en = {
  common,
  live,
  replay,
  events,
  cameras,
  health,
  settings,
  models,
  alerts: { ...alerts, title: alertTitles },
};

/** The texts in every language of the interface. */
export const catalogues = { en, vi };

/** Starts i18next with the bundled catalogues; nothing is fetched. */
export async function startI18n(language: Language = 'en'): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: catalogues,
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
