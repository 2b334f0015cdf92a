import { videoCodecs, type AudioFacts, type StreamFacts, type VideoFacts } from '../../../shared/camera.ts';

/** What one input is made of; `video` is null when it has none. */
export interface InputFacts {
  readonly video: VideoFacts | null;
  readonly audio: AudioFacts | null;
}

/** The facts as the interface shows them; null when there is no video. */
export function toStreamFacts(facts: InputFacts | undefined): StreamFacts | null {
  return facts === undefined || facts.video === null ? null : { video: facts.video, audio: facts.audio };
}

/**
 * Follows ffmpeg's log for what it says of its inputs (`Input #0, ...`, `Stream #0:0: Video: ...`). Only the first
 * video and audio stream of an input count. `done` once ffmpeg goes on to the outputs: then nothing more comes.
 */
export function factsParser(): {
  push: (line: string) => void;
  inputs: () => readonly InputFacts[];
  done: () => boolean;
} {
  const inputs: { video: VideoFacts | null; audio: AudioFacts | null }[] = [];
  let done = false;
  return {
    push(line) {
      if (done) return;
      if (/^(Stream mapping:|Output #0)/.test(line)) {
        done = true;
        return;
      }
      if (/^Input #\d+,/.test(line)) inputs.push({ video: null, audio: null });
      const input = inputs.at(-1);
      if (input === undefined) return;
      input.video ??= parseVideoLine(line);
      input.audio ??= parseAudioLine(line);
    },
    inputs: () => inputs,
    done: () => done,
  };
}

// `Stream #0:0(und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), 1920x1080 [SAR 1:1 DAR 16:9], 15 fps, ...`
// From ffmpeg 5 on an id may follow: `Stream #0:0[0x1](und): ...`.
const streamLine = /^\s*Stream #\d+:\d+(?:\[0x[0-9a-f]+\])?(?:\([^)]*\))?: (Video|Audio): ([\w.-]+)(.*)$/;

/** Facts of a `Stream ... Video:` line; null when it is something else. Size 0 x 0: ffmpeg could not find it out. */
export function parseVideoLine(line: string): VideoFacts | null {
  const found = streamLine.exec(line);
  if (found === null || found[1] !== 'Video') return null;
  const rest = found[3] ?? '';
  const size = /,\s*(\d{2,5})x(\d{2,5})\b/.exec(rest);
  const fps = /,\s*(\d+(?:\.\d+)?)(k?) fps\b/.exec(rest);
  const name = found[2] ?? '';
  // The word in the first brackets is the profile, unless it is a codec tag (`avc1 / 0x31637661`).
  const profile = /^\s*\(([^)/]+)\)/.exec(rest)?.[1];
  return {
    codec: videoCodecs.find((codec) => codec === name) ?? 'other',
    profile: profile?.trim() ?? null,
    width: Number(size?.[1] ?? 0),
    height: Number(size?.[2] ?? 0),
    fps: fps === null ? null : Number(fps[1]) * (fps[2] === 'k' ? 1000 : 1),
  };
}

/** Facts of a `Stream ... Audio:` line; null when it is something else. */
export function parseAudioLine(line: string): AudioFacts | null {
  const found = streamLine.exec(line);
  if (found === null || found[1] !== 'Audio') return null;
  const rest = found[3] ?? '';
  const layout = /\d+ Hz, ([^,]+)/.exec(rest)?.[1]?.trim() ?? '';
  return {
    codec: (found[2] ?? '').toLowerCase(),
    sampleRateHz: Number(/(\d+) Hz/.exec(rest)?.[1] ?? 0),
    channels: channelsOf(layout),
  };
}

function channelsOf(layout: string): number {
  if (layout === 'mono') return 1;
  if (layout.startsWith('stereo')) return 2;
  const points = /^(\d+)\.(\d+)/.exec(layout);
  if (points !== null) return Number(points[1]) + Number(points[2]);
  return Number(/^(\d+) channels/.exec(layout)?.[1] ?? 1);
}
