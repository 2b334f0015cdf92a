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

const audioNames: Readonly<Record<string, string>> = {
  aac: 'AAC',
  pcm_mulaw: 'G.711 µ-law',
  pcm_alaw: 'G.711 A-law',
  adpcm_g726: 'G.726',
  adpcm_g722: 'G.722',
  mp3: 'MP3',
  opus: 'Opus',
};

/** An audio codec as people name it; one that ffmpeg alone knows by ffmpeg's name. */
export function audioCodecName(codec: string): string {
  return audioNames[codec] ?? codec;
}

/** A codec as people name it. */
export function codecName(codec: VideoFacts['codec']): string {
  return names[codec];
}
