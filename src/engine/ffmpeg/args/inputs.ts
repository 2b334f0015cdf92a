import { rtspTimeoutOption, type FfmpegBinary } from '../binary.ts';

/** A source as ffmpeg gets it. RTSP addresses are those of the credential door where there is a password. */
export type PlannedSource =
  | {
      readonly kind: 'rtsp';
      readonly mainUrl: string;
      readonly subUrl: string | null;
      readonly transport: 'tcp' | 'udp';
    }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'device'; readonly device: string; readonly platform: NodeJS.Platform };

/**
 * Longest silence of the sub stream. While it is silent, ffmpeg holds back the main stream, to keep them in step; after twice
 * this time it gives the sub stream up and catches up with main, of which nothing is lost as long as the queue holds it.
 */
const SUB_TIMEOUT_MS = 3000;

/**
 * Options of each input, `-i` included: one input, or two when there is a sub stream.
 * @param epochMs UTC milliseconds of media time 0 for RTSP, see `arrivalTimes`; null keeps the camera's time stamps
 */
export function sourceInputs(
  binary: FfmpegBinary,
  source: PlannedSource,
  timeoutMs: number,
  epochMs: number | null,
): string[][] {
  switch (source.kind) {
    case 'rtsp': {
      const urls = [source.mainUrl, source.subUrl].filter((url) => url !== null);
      // A thread that reads costs a third more than reading in turn; only two inputs need one each.
      const queue = urls.length > 1 ? ['-thread_queue_size', '1024'] : [];
      const times = epochMs === null ? [] : arrivalTimes(epochMs);
      return urls.map((url, index) => {
        const patienceMs = index === 0 ? timeoutMs : Math.min(timeoutMs, SUB_TIMEOUT_MS);
        return [...queue, ...times, ...rtspInput(binary, url, source.transport, patienceMs)];
      });
    }
    case 'file':
      return [['-fflags', '+genpts', '-re', '-stream_loop', '-1', '-i', `file:${source.path}`]];
    case 'device':
      return [deviceInput(source.device, source.platform)];
  }
}

/**
 * Time stamps of an input are this machine's clock at arrival, counted from the epoch. ffmpeg reads two inputs in step by
 * their time stamps: were each counted from its own first packet, the one that was opened first would lag for ever by as long
 * as the other took to open (up to its key-frame interval), and a camera whose clock leaps would hold up both streams.
 */
function arrivalTimes(epochMs: number): string[] {
  return ['-use_wallclock_as_timestamps', '1', '-itsoffset', (-epochMs / 1000).toFixed(3)];
}

/** One RTSP input; `fpsprobesize 0` lets the first picture through a second earlier. */
function rtspInput(binary: FfmpegBinary, url: string, transport: 'tcp' | 'udp', timeoutMs: number): string[] {
  return [
    ...['-fpsprobesize', '0', '-rtsp_transport', transport],
    // The other media of a stream (ONVIF metadata) would only cost.
    ...['-allowed_media_types', 'video+audio'],
    ...[rtspTimeoutOption(binary), String(timeoutMs * 1000), '-i', url],
  ];
}

function deviceInput(device: string, platform: NodeJS.Platform): string[] {
  const isIndex = /^\d+$/.test(device);
  const queue = ['-thread_queue_size', '64'];
  if (platform === 'darwin') return [...queue, '-f', 'avfoundation', '-i', `${device}:none`];
  if (platform === 'win32') {
    return isIndex ? [...queue, '-f', 'vfwcap', '-i', device] : [...queue, '-f', 'dshow', '-i', `video=${device}`];
  }
  return [...queue, '-f', 'v4l2', '-i', isIndex ? `/dev/video${device}` : device];
}
