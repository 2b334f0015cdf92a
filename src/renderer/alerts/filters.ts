import type { AlertKind, AlertSeverity } from '../../shared/alerts.ts';
import type { CameraId } from '../../shared/camera.ts';

export const periods = ['all', 'hour', 'day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** What the list is narrowed to; null and `all` do not narrow. */
export interface AlertFilters {
  readonly severity: AlertSeverity | null;
  readonly kind: AlertKind | null;
  readonly cameraId: CameraId | null;
  readonly period: Period;
}

export const noFilters: AlertFilters = { severity: null, kind: null, cameraId: null, period: 'all' };

const HOUR_MS = 3_600_000;
const lengthsMs = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS, month: 720 * HOUR_MS } as const;

export function isNarrowed(filters: AlertFilters): boolean {
  return Object.keys(noFilters).some(
    (key) => filters[key as keyof AlertFilters] !== noFilters[key as keyof AlertFilters],
  );
}

/** The query of the list of alerts, by the recorder's clock. Pure. */
export function alertQuery({ severity, kind, cameraId, period }: AlertFilters, nowMs: number) {
  return {
    ...(severity === null ? {} : { severities: severity }),
    ...(kind === null ? {} : { kinds: kind }),
    ...(cameraId === null ? {} : { cameraId }),
    ...(period === 'all' ? {} : { fromMs: Math.max(0, Math.floor(nowMs - lengthsMs[period])) }),
  };
}
