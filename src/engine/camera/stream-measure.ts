import { FragmentSplitter } from '../media/index.ts';

/** Figures of a stream, by its own time stamps. */
export interface StreamFigures {
  readonly frames: number;
  readonly fps: number;
  readonly bitrateBps: number;
  /** Null when fewer than two key frames came. */
  readonly keyFrameIntervalMs: number | null;
  readonly mediaMs: number;
}

/** Shorter ones are no intervals: the first frames of an RTSP stream may come without a time of their own. */
const SHORTEST_INTERVAL_MS = 2;

/** Measures a fragmented MP4 stream with a frame per fragment. */
export class StreamMeasure {
  readonly #splitter = new FragmentSplitter();
  readonly #times: number[] = [];
  /** Which frames are key frames, counted from 0. */
  readonly #keys: number[] = [];
  #bytes = 0;

  push(bytes: Buffer): void {
    for (const unit of this.#splitter.push(bytes)) {
      if (unit.kind !== 'fragment' || unit.fragment.video === null) continue;
      const { baseDecodeTime, track } = unit.fragment.video;
      const atMs = (baseDecodeTime * 1000) / track.timescale;
      if (unit.fragment.key) this.#keys.push(this.#times.length);
      this.#times.push(atMs);
      this.#bytes += unit.bytes.byteLength;
    }
  }

  figures(): StreamFigures {
    const intervals = differences(this.#times).filter((interval) => interval >= SHORTEST_INTERVAL_MS);
    const mediaMs = sum(intervals);
    const frameMs = intervals.length === 0 ? 0 : mediaMs / intervals.length;
    // In frames, since the time of the first ones is not to be relied on.
    const keyDistances = differences(this.#keys);
    const keyDistance = keyDistances.length === 0 ? null : sum(keyDistances) / keyDistances.length;
    return {
      frames: this.#times.length,
      fps: mediaMs === 0 ? 0 : (intervals.length * 1000) / mediaMs,
      bitrateBps: mediaMs === 0 ? 0 : (this.#bytes * 8000) / mediaMs,
      keyFrameIntervalMs: keyDistance === null || frameMs === 0 ? null : Math.round(keyDistance * frameMs),
      mediaMs,
    };
  }
}

function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? value));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
