import type { VideoFacts } from '../../shared/camera.ts';

const names: Readonly<Record<VideoFacts['codec'], string>> = {
  h264: 'H.264',
  hevc: 'H.265',
  mjpeg: 'MJPEG',
  mpeg4: 'MPEG-4',
  av1: 'AV1',
  vp9: 'VP9',
  other: '?',
};

/** A codec as people name it. */
export function codecName(codec: VideoFacts['codec']): string {
  return names[codec];
}
