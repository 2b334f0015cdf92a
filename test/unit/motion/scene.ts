/** A drawn scene with known truth: a textured background with noise, on which boxes are placed. Levels are luma, 0 to 255. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly level: number;
}

export const WIDTH = 160;
export const HEIGHT = 90;

export interface Scene {
  /** One picture. `gain` and `offset` are the camera's exposure; `invert` makes of it another picture, as infrared does. */
  draw(boxes?: readonly Box[], look?: { gain?: number; offset?: number; invert?: boolean }): Uint8Array;
}

/** @param noise largest deviation of a pixel from its level, both ways */
export function makeScene(noise = 6): Scene {
  let state = 12_345;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) / 0x7fffff;
  };
  const levelAt = (x: number, y: number): number => 60 + ((x * 7 + y * 3) % 100) * 0.8 + (x > 80 ? 40 : 0);
  return {
    draw(boxes = [], { gain = 1, offset = 0, invert = false } = {}) {
      const picture = new Uint8Array(WIDTH * HEIGHT);
      for (let y = 0; y < HEIGHT; y += 1) {
        for (let x = 0; x < WIDTH; x += 1) {
          const box = boxes.findLast(
            (one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height,
          );
          const plain = box?.level ?? levelAt(x, y);
          const lit = (invert ? 255 - plain : plain) * gain + offset;
          picture[y * WIDTH + x] = Math.min(255, Math.max(0, lit + (random() * 2 - 1) * noise));
        }
      }
      return picture;
    },
  };
}
