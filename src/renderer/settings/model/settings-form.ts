import type { Retention } from '../../../shared/recording-plan.ts';
import { settingsSchema, type BackoffPolicy, type Settings } from '../../../shared/settings.ts';
import {
  absolute,
  archiveProblems,
  numberOf,
  orNull,
  rootProblems,
  storageFormOf,
  storageLimits,
  storagePathOf,
  storageSettingsOf,
  type StorageForm,
} from './storage-form.ts';

/** What the fields hold; numbers in the units that people think in. An emptied number field is an empty string. */
export interface SettingsForm extends StorageForm {
  readonly root: string;
  readonly segmentSeconds: number | string;
  readonly ffmpegPath: string;
  readonly host: string;
  readonly port: number | string;
  readonly attempts: number | string;
  readonly firstDelaySeconds: number | string;
  readonly factor: number | string;
  readonly longestDelaySeconds: number | string;
  readonly jitterPercent: number | string;
  readonly slowRetrySeconds: number | string;
  readonly retention: Retention;
  readonly alertsDesktop: boolean;
  readonly alertsKeepDays: number | string;
  readonly detectionKeepDays: number | string;
  readonly detectionProvider: Settings['detection']['provider'];
}
export type SettingsField = keyof SettingsForm;

/** Smallest and largest value of the number fields, in their own units; the schema's limits. */
export const limits = {
  segmentSeconds: { min: 2, max: 300 },
  port: { min: 0, max: 65_535 },
  attempts: { min: 1, max: 100 },
  firstDelaySeconds: { min: 0.1, max: 60 },
  factor: { min: 1, max: 10 },
  longestDelaySeconds: { min: 1, max: 600 },
  jitterPercent: { min: 0, max: 100 },
  slowRetrySeconds: { min: 1, max: 3600 },
  alertsKeepDays: { min: 1, max: 3650 },
  detectionKeepDays: { min: 1, max: 3650 },
  ...storageLimits,
} as const;
export type NumberField = keyof typeof limits;

/** Where each field stands in the settings. */
export const pathOf: Readonly<Record<SettingsField, string>> = {
  root: 'recording.root',
  segmentSeconds: 'recording.segmentSeconds',
  ffmpegPath: 'ffmpeg.path',
  host: 'http.host',
  port: 'http.port',
  attempts: 'reconnect.attempts',
  firstDelaySeconds: 'reconnect.firstDelayMs',
  factor: 'reconnect.factor',
  longestDelaySeconds: 'reconnect.longestDelayMs',
  jitterPercent: 'reconnect.jitter',
  slowRetrySeconds: 'reconnect.slowRetryMs',
  retention: 'retention',
  alertsDesktop: 'alerts.desktop',
  alertsKeepDays: 'alerts.keepDays',
  detectionKeepDays: 'detection.keepDays',
  detectionProvider: 'detection.provider',
  ...storagePathOf,
};

export function formOf(settings: Settings): SettingsForm {
  const { recording, ffmpeg, http, reconnect, alerts, detection } = settings;
  return {
    root: recording.root ?? '',
    segmentSeconds: recording.segmentSeconds,
    ffmpegPath: ffmpeg.path ?? '',
    host: http.host,
    port: http.port,
    attempts: reconnect.attempts,
    firstDelaySeconds: reconnect.firstDelayMs / 1000,
    factor: reconnect.factor,
    longestDelaySeconds: reconnect.longestDelayMs / 1000,
    jitterPercent: Math.round(reconnect.jitter * 100),
    slowRetrySeconds: reconnect.slowRetryMs / 1000,
    retention: settings.retention,
    alertsDesktop: alerts.desktop,
    alertsKeepDays: alerts.keepDays,
    detectionKeepDays: detection.keepDays,
    detectionProvider: detection.provider,
    ...storageFormOf(settings),
  };
}

const milliseconds = (seconds: number | string) => Math.round(numberOf(seconds) * 1000);

/** The settings that the form stands for. What the form does not show is kept from `base`. */
export function settingsOf(form: SettingsForm, base: Settings): Settings {
  return {
    ...base,
    ...storageSettingsOf(form, base),
    retention: form.retention,
    http: { ...base.http, host: form.host.trim(), port: numberOf(form.port) },
    recording: { ...base.recording, root: orNull(form.root), segmentSeconds: numberOf(form.segmentSeconds) },
    ffmpeg: { ...base.ffmpeg, path: orNull(form.ffmpegPath) },
    reconnect: {
      ...base.reconnect,
      attempts: numberOf(form.attempts),
      firstDelayMs: milliseconds(form.firstDelaySeconds),
      factor: numberOf(form.factor),
      longestDelayMs: milliseconds(form.longestDelaySeconds),
      jitter: numberOf(form.jitterPercent) / 100,
      slowRetryMs: milliseconds(form.slowRetrySeconds),
    },
    alerts: { ...base.alerts, desktop: form.alertsDesktop, keepDays: numberOf(form.alertsKeepDays) },
    detection: {
      ...base.detection,
      keepDays: numberOf(form.detectionKeepDays),
      provider: form.detectionProvider,
    },
  };
}

export type SettingsProblem = 'range' | 'required' | 'absolutePath' | 'duplicate' | 'url' | 'other';
export type SettingsErrors = Partial<Record<SettingsField | `roots.${number}.path`, SettingsProblem>>;

const fields = Object.keys(pathOf) as SettingsField[];

/** Problems by field for paths of the settings that were refused; paths that the form does not show are left out. */
export function problemsAt(form: SettingsForm, paths: readonly string[]): SettingsErrors {
  const errors: SettingsErrors = {};
  for (const field of fields) {
    if (!paths.includes(pathOf[field])) continue;
    const value = form[field];
    const empty = typeof value === 'string' && value.trim() === '';
    errors[field] = empty ? 'required' : field in limits ? 'range' : field === 'archiveEndpoint' ? 'url' : 'other';
  }
  for (const [index, { path }] of form.roots.entries()) {
    if (paths.includes(`${pathOf.roots}.${index}.path`))
      errors[`roots.${index}.path`] = path.trim() === '' ? 'required' : 'other';
  }
  return errors;
}

/** What the schema refuses, and folders that are not absolute. */
export function validateSettings(form: SettingsForm, base: Settings): SettingsErrors {
  const parsed = settingsSchema.safeParse(settingsOf(form, base));
  const errors = parsed.success
    ? {}
    : problemsAt(
        form,
        parsed.error.issues.map((issue) => issue.path.join('.')),
      );
  const root = orNull(form.root);
  const ffmpeg = orNull(form.ffmpegPath);
  return {
    ...(root !== null && !absolute(root) ? { root: 'absolutePath' as const } : {}),
    ...(ffmpeg !== null && !absolute(ffmpeg) ? { ffmpegPath: 'absolutePath' as const } : {}),
    ...archiveProblems(form),
    ...errors,
    ...rootProblems(form.roots, form.root),
  };
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const name = host
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Delays before each attempt without the random share, seconds: what a policy amounts to, to show it. */
export function plannedDelays(policy: BackoffPolicy): number[] {
  return Array.from(
    { length: Math.min(policy.attempts, 8) },
    (_, index) => Math.min(policy.longestDelayMs, policy.firstDelayMs * policy.factor ** index) / 1000,
  );
}
