import type { Camera } from '../../shared/camera.ts';
import type { DetectionRun } from '../../shared/detection.ts';
import type { RuleHit } from '../rules/index.ts';
import type { Track } from '../tracking/index.ts';
import type { Figures } from './figures.ts';

/** Sums of one run of detection on one camera (E8). */
export class RunSummary {
  failedFrames = 0;
  #startMs: number | null = null;
  #tracks = 0;
  #newestTrack = 0;
  #events = 0;

  add(atMs: number, tracks: readonly Track[], hits: readonly RuleHit[]): void {
    this.#startMs ??= atMs;
    for (const { id } of tracks) {
      if (id <= this.#newestTrack) continue;
      this.#newestTrack = id;
      this.#tracks += 1;
    }
    this.#events += hits.filter(({ kind }) => kind === 'begin').length;
  }

  /** Null when nothing was looked at. */
  end({ id, detection }: Camera, provider: string | null, endMs: number, figures: Figures): DetectionRun | null {
    if (this.#startMs === null || figures.frames + this.failedFrames === 0) return null;
    const seconds = Math.max(1, endMs - this.#startMs) / 1000;
    return {
      cameraId: id,
      startMs: this.#startMs,
      endMs: Math.max(endMs, this.#startMs),
      model: detection.model,
      provider: provider ?? 'none',
      frames: figures.frames,
      failedFrames: this.failedFrames,
      tracks: this.#tracks,
      events: this.#events,
      meanFps: figures.frames / seconds,
      meanInferenceMs: figures.meanInferenceMs,
    };
  }
}
