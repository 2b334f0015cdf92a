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

/** Options of each input, `-i` included: one input, or two when there is a sub stream. */
export function sourceInputs(binary: FfmpegBinary, source: PlannedSource, timeoutMs: number): string[][] {
  switch (source.kind) {
    case 'rtsp':
      return [source.mainUrl, source.subUrl]
        .filter((url) => url !== null)
        .map((url) => rtspInput(binary, url, source.transport, timeoutMs));
    case 'file':
      return [['-fflags', '+genpts', '-re', '-stream_loop', '-1', '-i', `file:${source.path}`]];
    case 'device':
      return [deviceInput(source.device, source.platform)];
  }
}

/** One RTSP input; `fpsprobesize 0` lets the first picture through a second earlier. */
export function rtspInput(binary: FfmpegBinary, url: string, transport: 'tcp' | 'udp', timeoutMs: number): string[] {
  return [
    ...['-thread_queue_size', '512', '-fpsprobesize', '0', '-rtsp_transport', transport],
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
