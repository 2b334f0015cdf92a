import { alertTitles, alertTitlesIn } from '../../shared/alert-titles.ts';
import alerts from './en/alerts.json';
import cameras from './en/cameras.json';
import common from './en/common.json';
import health from './en/health.json';
import live from './en/live.json';
import models from './en/models.json';
import replay from './en/replay.json';
import settings from './en/settings.json';
import viAlerts from './vi/alerts.json';
import viCameras from './vi/cameras.json';
import viCommon from './vi/common.json';
import viHealth from './vi/health.json';
import viLive from './vi/live.json';
import viModels from './vi/models.json';
import viReplay from './vi/replay.json';
import viSettings from './vi/settings.json';

/** One catalogue a page; `common` has what several pages say. English is the fall-back of every language. */
export const en = {
  common,
  live,
  replay,
  cameras,
  health,
  settings,
  models,
  alerts: { ...alerts, title: alertTitles },
};

/** Has the keys of `en`, but of plural forms `_other` alone (and `_zero` where English has it): Vietnamese has no other. */
export const vi = {
  common: viCommon,
  live: viLive,
  replay: viReplay,
  cameras: viCameras,
  health: viHealth,
  settings: viSettings,
  models: viModels,
  alerts: { ...viAlerts, title: alertTitlesIn.vi },
};
