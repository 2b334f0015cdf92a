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

const LAST_KEY = '\nprogress=';
/** What is longer and has no end is no progress. */
const LONGEST_BLOCK = 65_536;

/**
 * Reads blocks from a stream of bytes, however they are cut. Looks for the few lines that are wanted instead of taking all apart: it is done
 * all the time, for every camera.
 */
export function progressReader(onBlock: (block: ProgressBlock) => void): (bytes: Buffer) => void {
  let rest = '\n';
  return (bytes) => {
    rest += bytes.toString('latin1');
    for (let at = rest.indexOf(LAST_KEY); at >= 0; at = rest.indexOf(LAST_KEY)) {
      const end = rest.indexOf('\n', at + LAST_KEY.length);
      if (end < 0) return;
      const block = rest.slice(0, end + 1);
      rest = rest.slice(end);
      onBlock(toBlock(block));
    }
    if (rest.length > LONGEST_BLOCK) rest = '\n';
  };
}

function toBlock(text: string): ProgressBlock {
  // ffmpeg before 4.2 has only out_time_ms, which holds microseconds all the same. Before the first packet comes N/A or
  // a number near the smallest 64-bit one.
  const outTime = number(text, '\nout_time_us=') ?? number(text, '\nout_time_ms=');
  return {
    outTimeUs: outTime !== null && outTime < -1e15 ? null : outTime,
    frames: number(text, '\nframe='),
    droppedFrames: number(text, '\ndrop_frames='),
    totalSizeBytes: number(text, '\ntotal_size='),
    ended: text.includes('\nprogress=end'),
  };
}

/** The whole number behind a key; null where there is none. */
function number(text: string, key: string): number | null {
  const at = text.indexOf(key);
  if (at < 0) return null;
  const from = at + key.length;
  const value = text.slice(from, text.indexOf('\n', from)).trim();
  // `Number` takes an empty text for 0.
  return value !== '' && Number.isInteger(Number(value)) ? Number(value) : null;
}
