import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tracked } from '../../../src/shared/detection.ts';
import type { Box } from '../../../src/shared/geometry.ts';
import { drawBlockCode } from '../../../src/simulator/index.ts';
import { cutClip, type Clip } from './clip.ts';

/**
 * A scene with a known path: a bright square goes to the right for 4 s and back for 4 s, over and over. The number of the frame
 * stands in the lower left corner of the upper `codeShare` of the picture, where the page draws nothing over it.
 */
export const scene = { fps: 15, seconds: 8, frames: 120, codeShare: 0.8 } as const;

const path = { left: 0.05, right: 0.75, top: 0.34, width: 0.1, height: 0.2 } as const;
const STEP = (path.right - path.left) / (scene.frames / 2);

/** How far the square moves from frame to frame, share of the picture's width. */
export const sceneStep = STEP;

/** Frames since the square turned, when frame `n` is shown. */
export function sinceTurn(n: number): number {
  return n % (scene.frames / 2);
}

/** Where the square is in frame `n` of the loop. */
export function squareAt(n: number): Box {
  const half = scene.frames / 2;
  const at = n % scene.frames;
  return {
    x: path.left + STEP * (at < half ? at : scene.frames - at),
    y: path.top,
    w: path.width,
    h: path.height,
  };
}

/** What a detector would say of frame `n`. */
export function trackAt(n: number): Tracked {
  const direction = n % scene.frames < scene.frames / 2 ? 1 : -1;
  return {
    ...{ id: 12, label: 'person', score: 0.87, box: squareAt(n), vx: direction * STEP * scene.fps, vy: 0 },
    ...{ stationary: false, attributes: [] },
  };
}

function drawFrame(width: number, height: number, n: number): Buffer {
  const luma = Buffer.alloc(width * height, 70);
  const { x, y, w, h } = squareAt(n);
  for (let row = Math.round(y * height); row < Math.round((y + h) * height); row += 1) {
    luma.fill(235, row * width + Math.round(x * width), row * width + Math.round((x + w) * width));
  }
  drawBlockCode({ data: luma, width, height: Math.round(height * scene.codeShare), channels: 1 }, n);
  return luma;
}

/** @param fragmentMs length of a fragment as in recordings; null: one per frame, as from the live pipe */
export async function makeSceneClip(width: number, height: number, fragmentMs: number | null): Promise<Clip> {
  const folder = await mkdtemp(join(tmpdir(), 'vigil-scene-'));
  const file = join(folder, 'scene.mp4');
  const { fps, seconds, frames } = scene;
  const cut = fragmentMs === null ? '+frag_every_frame' : '+frag_keyframe';
  const args = [
    ...['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', String(fps), '-i', '-'],
    ...['-c:v', 'libx264', '-profile:v', 'baseline', '-level', '3.1', '-preset', 'ultrafast', '-tune', 'zerolatency'],
    ...['-crf', '18', '-pix_fmt', 'yuv420p', '-g', String(fps * 2), '-movflags', `${cut}+empty_moov+default_base_moof`],
    ...(fragmentMs === null ? [] : ['-frag_duration', String(fragmentMs * 1000)]),
  ];
  try {
    const child = spawn('ffmpeg', [...args, file], { stdio: ['pipe', 'ignore', 'inherit'] });
    const exited = once(child, 'exit');
    for (let n = 0; n < frames; n += 1) {
      if (!child.stdin.write(drawFrame(width, height, n))) await once(child.stdin, 'drain');
    }
    child.stdin.end();
    await exited;
    const mimeType = 'video/mp4; codecs="avc1.42c01f"';
    return cutClip(await readFile(file), { seconds, mimeType, width, height });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
