import { eventually } from '../support/eventually.ts';
import { readFrames } from '../support/read-frames.ts';
import { playlistInput, segmentsOf } from '../support/recorded.ts';
import type { Rig, RigCamera } from './rig.ts';

/** What was there before is played too: the numbers begin where the camera's files begin. */
const BEFORE_MS = 600_000;
/** A frame that was sent at the end is on its way. */
const UNDER_WAY_MS = 500;

/**
 * Numbers in the pictures that an outside player sees of a camera over HLS by a signed link, from its first file on to the end of a finished
 * segment that holds all that was sent by `endMs`; null: a picture that cannot be read.
 */
export async function played(
  rig: Rig,
  camera: RigCamera,
  beganMs: number,
  endMs: number,
): Promise<readonly (number | null)[]> {
  const last = await eventually(
    `a finished segment of ${camera.name} that holds ${endMs}`,
    async () =>
      (await segmentsOf(rig.product(), camera.id)).find(
        ({ startMs, durationMs }) => startMs + durationMs >= endMs + UNDER_WAY_MS,
      ),
    { timeoutMs: 30_000, everyMs: 200 },
  );
  const span = { startMs: beganMs - BEFORE_MS, endMs: last.startMs + last.durationMs };
  const input = await playlistInput(rig.product(), camera.id, span);
  const { frames } = await readFrames({ ffmpeg: rig.ffmpeg, input, timeoutMs: 120_000 });
  return frames.map(({ frame }) => frame);
}
