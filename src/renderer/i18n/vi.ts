import { alertTitlesIn } from '../../shared/alert-titles.ts';
import alerts from './vi/alerts.json';
import cameras from './vi/cameras.json';
import common from './vi/common.json';
import events from './vi/events.json';
import health from './vi/health.json';
import live from './vi/live.json';
import models from './vi/models.json';
import replay from './vi/replay.json';
import settings from './vi/settings.json';

/** Has the keys of English, but of plural forms `_other` alone (and `_zero` where English has it): Vietnamese has no more. */
export const vi = {
  common,
  live,
  replay,
  events,
  cameras,
  health,
  settings,
  models,
  alerts: { ...alerts, title: alertTitlesIn.vi },
};
