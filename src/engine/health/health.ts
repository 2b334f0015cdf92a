import type { CameraId, CameraView, StateChange } from '../../shared/camera.ts';
import type { Health } from '../../shared/health.ts';
import type { Timeline } from '../../shared/recording.ts';
import type { Clock } from '../clock.ts';
import type { HealthService } from '../services.ts';
import { cameraDay, midnightBefore } from './camera-day.ts';
import { createMetrics, type MetricsSource } from './metrics.ts';
import { createProcessProbe } from './process-use.ts';

export interface HealthOptions {
  readonly clock: Clock;
  readonly cameras: {
    list(): CameraView[];
    history(id: CameraId, limit: number, beforeMs: number | null): StateChange[];
  };
  readonly timeline: (ids: readonly CameraId[], startMs: number, endMs: number) => Timeline;
  readonly disks: MetricsSource['disks'];
  readonly detection: MetricsSource['detection'];
  readonly startedMs: number;
}

/** A camera that flaps more than this in a day is unstable enough; the number itself then says no more. */
const MOST_CHANGES = 1000;

/** What the health page and `/metrics` show; everything is asked for when somebody looks. */
export function createHealth(options: HealthOptions): HealthService {
  const { clock, cameras, timeline, disks, detection, startedMs } = options;
  const probe = createProcessProbe();
  const metrics = createMetrics({
    cameras: () => cameras.list(),
    disks,
    detection,
    nowMs: () => clock.now(),
    startedMs,
  });
  return {
    look(utcOffsetMinutes): Health {
      const nowMs = clock.now();
      const dayStartMs = midnightBefore(nowMs, utcOffsetMinutes);
      const ids = cameras.list().map(({ camera }) => camera.id);
      const days = timeline(ids, dayStartMs, nowMs).cameras;
      return {
        nowMs,
        startedMs,
        dayStartMs,
        process: probe(),
        cameras: days.map((day) =>
          cameraDay(day.cameraId, day, cameras.history(day.cameraId, MOST_CHANGES, null), dayStartMs),
        ),
      };
    },
    metricsType: metrics.contentType,
    metrics: () => metrics.text(),
  };
}
