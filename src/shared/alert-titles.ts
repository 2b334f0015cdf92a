import type { AlertKind } from './alerts.ts';

/**
 * One line for each kind of alert; `{{camera}}` is the camera's name. Here, because both the interface and the
 * notifications of the desktop program say them.
 */
export const alertTitles = {
  camera_down: '{{camera}} delivers no pictures',
  camera_back: '{{camera}} is back',
  all_cameras_down: 'All cameras are down',
  cameras_back: 'Cameras are back',
  camera_unstable: '{{camera}} is unstable',
  process_restarted: '{{camera}} was restarted',
  recording_behind: '{{camera}} records less than it should',
  storage_low: 'A disk is nearly full',
  storage_critical: 'A disk is full, and nothing on it may be deleted',
  storage_recovered: 'A disk has room again',
  root_lost: 'A recording folder cannot be used',
  root_back: 'A recording folder is back',
  archive_failing: 'The archive does not take recordings',
  catalog_restored: 'The catalog was damaged and is restored',
  settings_broken: 'The settings file is broken: the defaults are in force',
  webhook_paused: 'A webhook is paused, because it failed too often',
  event: '{{camera}} saw something',
  person_recognised: '{{camera}} recognised a person',
} as const satisfies Record<AlertKind, string>;
