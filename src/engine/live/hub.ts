import type { CameraId } from '../../shared/camera.ts';
import { VigilError } from '../../shared/errors.ts';
import type { TracksAt } from '../../shared/detection.ts';
import type { LiveStream } from '../../shared/live-protocol.ts';
import type { Run, RunSink } from '../camera/index.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { LiveService } from '../services.ts';
import { CameraLive } from './camera-live.ts';
import type { ChannelLimits, Gop } from './channel.ts';
import type { ChannelFigures } from './figures.ts';
import type { GrowingSource } from './growing-source.ts';

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly growing: GrowingSource;
  /** Whether there is such a camera; joining any other is refused. */
  knows(cameraId: CameraId): boolean;
  readonly limits?: Partial<ChannelLimits>;
}

export interface LiveHub extends LiveService, RunSink {
  /** The newest group of pictures, for a snapshot of its last frame; null while the camera delivers nothing. */
  latestGop(cameraId: CameraId, stream: LiveStream): Promise<Gop | null>;
  /** Hands what was seen in a frame to all who watch the camera. It costs nothing when nobody does. */
  tracks(cameraId: CameraId, tracksAt: TracksAt): void;
  /** Null while the stream does not come through here: no run, or main that nobody watches. */
  figures(cameraId: CameraId, stream: LiveStream): ChannelFigures | null;
}

const DEFAULT_LIMITS: ChannelLimits = { viewerBytes: 1024 * 1024, gopBytes: 16 * 1024 * 1024 };

/** Brings the live fragments of all cameras to their viewers. */
export function createLiveHub(options: LiveHubOptions): LiveHub {
  const { clock, logger, growing } = options;
  const context = { clock, logger, growing, limits: { ...DEFAULT_LIMITS, ...options.limits } };
  const cameras = new Map<CameraId, CameraLive>();
  const runIds = new Map<CameraId, string>();
  const cameraOf = (cameraId: CameraId): CameraLive => {
    const known = cameras.get(cameraId) ?? new CameraLive(cameraId, context);
    cameras.set(cameraId, known);
    return known;
  };
  const forgetIdle = (cameraId: CameraId): void => {
    if (cameras.get(cameraId)?.idle === true) cameras.delete(cameraId);
  };
  const isCurrent = (run: Run): boolean => runIds.get(run.cameraId) === run.id;

  return {
    join(cameraId, stream, viewer) {
      if (!options.knows(cameraId)) throw new VigilError('not_found', 'there is no such camera');
      cameraOf(cameraId).join(stream, viewer);
      return () => {
        cameras.get(cameraId)?.leave(viewer);
        forgetIdle(cameraId);
      };
    },
    begin(run) {
      runIds.set(run.cameraId, run.id);
      cameraOf(run.cameraId).begin(run);
    },
    facts: () => undefined,
    progress: () => undefined,
    segment: () => undefined,
    live(run, bytes) {
      if (isCurrent(run)) cameras.get(run.cameraId)?.live(bytes);
    },
    async end(run) {
      if (!isCurrent(run)) return;
      runIds.delete(run.cameraId);
      await cameras.get(run.cameraId)?.end();
      forgetIdle(run.cameraId);
    },
    latestGop: (cameraId, stream) => cameras.get(cameraId)?.latestGop(stream) ?? Promise.resolve(null),
    tracks: (cameraId, tracksAt) => cameras.get(cameraId)?.tracks(tracksAt),
    figures: (cameraId, stream) => cameras.get(cameraId)?.figures(stream) ?? null,
  };
}
