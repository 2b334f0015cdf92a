/** One block of `-progress`: key=value lines up to `progress=`. Numbers that ffmpeg does not know are null. */
export interface ProgressBlock {
  /** End of the newest packet written, microseconds of media time. */
  readonly outTimeUs: number | null;
  readonly frames: number | null;
  readonly droppedFrames: number | null;
  readonly totalSizeBytes: number | null;
  /** ffmpeg's last block. */
  readonly ended: boolean;
}

/** Collects lines into blocks; answers a block with the line that ends it. */
export function progressParser(): (line: string) => ProgressBlock | null {
  let fields = new Map<string, string>();
  return (line) => {
    const at = line.indexOf('=');
    if (at < 0) return null;
    const key = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    if (key !== 'progress') {
      fields.set(key, value);
      return null;
    }
    const block = toBlock(fields, value === 'end');
    fields = new Map();
    return block;
  };
}

function toBlock(fields: ReadonlyMap<string, string>, ended: boolean): ProgressBlock {
  // ffmpeg before 4.2 has only out_time_ms, which holds microseconds all the same. Before the first packet comes N/A or
  // a number near the smallest 64-bit one.
  const outTime = number(fields.get('out_time_us') ?? fields.get('out_time_ms'));
  return {
    outTimeUs: outTime !== null && outTime < -1e15 ? null : outTime,
    frames: number(fields.get('frame')),
    droppedFrames: number(fields.get('drop_frames')),
    totalSizeBytes: number(fields.get('total_size')),
    ended,
  };
}

function number(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d+$/.test(text)) return null;
  return Number(text);
}
