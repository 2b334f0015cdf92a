import { Gauge, Registry } from 'prom-client';
import type { CameraStatus, CameraView } from '../../shared/camera.ts';
import type { DetectionStatus } from '../../shared/detection.ts';
import type { StorageRoot } from '../../shared/storage.ts';

export interface MetricsSource {
  readonly cameras: () => readonly CameraView[];
  readonly disks: () => readonly StorageRoot[] | Promise<readonly StorageRoot[]>;
  readonly detection: () => readonly DetectionStatus[];
  readonly nowMs: () => number;
  readonly startedMs: number;
}

const states = [
  'disabled',
  'connecting',
  'ok',
  'no_signal',
  'retrying',
  'connection_failed',
] as const satisfies readonly CameraStatus['state'][];

/** A figure of each camera; null: not known now, left out. */
interface CameraFigure {
  readonly name: string;
  readonly help: string;
  readonly of: (view: CameraView, nowMs: number) => number | null | undefined;
}

const figures: readonly CameraFigure[] = [
  { name: 'vigil_camera_up', help: '1 while the camera delivers', of: ({ status }) => (status.state === 'ok' ? 1 : 0) },
  { name: 'vigil_camera_frames_per_second', help: 'Pictures of the main stream', of: ({ stats }) => stats?.fps },
  { name: 'vigil_camera_bitrate_bits', help: 'Main stream, bits per second', of: ({ stats }) => stats?.bitrateBps },
  {
    name: 'vigil_camera_dropped_frames',
    help: 'Pictures that ffmpeg dropped',
    of: ({ stats }) => stats?.droppedFrames,
  },
  {
    name: 'vigil_camera_drops',
    help: 'Times without a picture for half a second, since the start',
    of: ({ stats }) => stats?.drops,
  },
  { name: 'vigil_camera_restarts', help: 'Restarts by the watch over its process', of: ({ stats }) => stats?.restarts },
  {
    name: 'vigil_camera_cpu_percent',
    help: 'CPU of its ffmpeg, 100 is one core',
    of: ({ stats }) => stats?.cpuPercent,
  },
  { name: 'vigil_camera_memory_bytes', help: 'Memory of its ffmpeg', of: ({ stats }) => stats?.memoryBytes },
  {
    name: 'vigil_camera_reconnects',
    help: 'Connections after the first, since the start',
    of: ({ stats }) => stats?.reconnects,
  },
  {
    name: 'vigil_camera_last_frame_age_seconds',
    help: 'Time since the newest picture',
    of: ({ stats }, nowMs) => ageSeconds(stats?.lastFrameMs ?? null, nowMs),
  },
];

interface DetectionFigure {
  readonly name: string;
  readonly help: string;
  readonly of: (status: DetectionStatus) => number | null;
}

const detectionFigures: readonly DetectionFigure[] = [
  {
    name: 'vigil_detection_ok',
    help: '1 while its model can be used',
    of: ({ problem }) => (problem === null ? 1 : 0),
  },
  {
    name: 'vigil_detection_pictures_per_second',
    help: 'Pictures that detection looks at',
    of: ({ actualFps }) => actualFps,
  },
  { name: 'vigil_detection_wanted_pictures_per_second', help: 'As it is set', of: ({ wantedFps }) => wantedFps },
  {
    name: 'vigil_detection_latency_seconds',
    help: 'From a picture to its boxes, median of the last seconds',
    of: ({ latencyMs }) => (latencyMs === null ? null : latencyMs / 1000),
  },
  { name: 'vigil_detection_tracks', help: 'What is followed now', of: ({ tracks }) => tracks },
  {
    name: 'vigil_detection_failed_pictures',
    help: 'Pictures that could not be looked at, since the start',
    of: ({ failedFrames }) => failedFrames,
  },
];

function ageSeconds(atMs: number | null, nowMs: number): number | null {
  return atMs === null ? null : Math.max(0, nowMs - atMs) / 1000;
}

/**
 * The text of `/metrics`, made anew for each scrape from what the engine knows anyway: nothing is counted twice.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function createMetrics(source: MetricsSource): { readonly contentType: string; text(): Promise<string> } {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  // prom-client's own default metrics wake an idle process a hundred times a second to measure how late its timers are.
  const cpu = gauge('process_cpu_seconds_total', 'CPU time of the recorder without its ffmpegs');
  const memory = gauge('process_resident_memory_bytes', 'Memory of the recorder without its ffmpegs');
  const uptime = gauge('vigil_uptime_seconds', 'Time since the start of the recorder');
  const free = gauge('vigil_storage_free_bytes', 'Room that is free on a storage root', ['root']);
  const total = gauge('vigil_storage_size_bytes', 'Size of the disk of a storage root', ['root']);
  const used = gauge('vigil_storage_footage_bytes', 'Footage that lies on a storage root', ['root']);
  const ok = gauge('vigil_storage_ok', '1 while nothing is wrong with a storage root', ['root']);
  const state = gauge('vigil_camera_state', '1 for the state that the camera is in', ['camera', 'name', 'state']);
  const cameraGauges = figures.map((figure) => ({
    figure,
    gauge: gauge(figure.name, figure.help, ['camera', 'name']),
  }));

  const detectionGauges = detectionFigures.map((figure) => ({
    figure,
    gauge: gauge(figure.name, figure.help, ['camera', 'name']),
  }));
  const named = [...cameraGauges, ...detectionGauges].map((each) => each.gauge);

  const fillDetection = (): void => {
    const names = new Map(source.cameras().map(({ camera }) => [camera.id, camera.name]));
    for (const status of source.detection()) {
      const name = names.get(status.cameraId);
      if (name === undefined) continue;
      const labels = { camera: status.cameraId, name };
      for (const { figure, gauge: target } of detectionGauges) {
        const value = figure.of(status);
        if (value !== null) target.set(labels, value);
      }
    }
  };

  const fill = async (): Promise<void> => {
    const nowMs = source.nowMs();
    uptime.set((nowMs - source.startedMs) / 1000);
    const { user, system } = process.cpuUsage();
    cpu.set((user + system) / 1e6);
    memory.set(process.memoryUsage.rss());
    // Cameras come and go: what is no more must not stay.
    for (const one of [state, free, total, used, ok, ...named]) one.reset();
    for (const view of source.cameras()) {
      const labels = { camera: view.camera.id, name: view.camera.name };
      for (const each of states) state.set({ ...labels, state: each }, view.status.state === each ? 1 : 0);
      for (const { figure, gauge: target } of cameraGauges) {
        const value = figure.of(view, nowMs);
        if (value !== null && value !== undefined) target.set(labels, value);
      }
    }
    fillDetection();
    for (const disk of await source.disks()) {
      const labels = { root: disk.path };
      ok.set(labels, disk.state === 'ok' ? 1 : 0);
      used.set(labels, disk.usedBytes);
      if (disk.freeBytes !== null) free.set(labels, disk.freeBytes);
      if (disk.totalBytes !== null) total.set(labels, disk.totalBytes);
    }
  };
  return {
    contentType: registry.contentType,
    async text() {
      await fill();
      return registry.metrics();
    },
  };
}
