/** Where a large luma picture goes when it is made smaller by a whole number. */
export interface Shrinker {
  readonly width: number;
  readonly height: number;
  /** Averages squares of pixels. Answers the same array each time. */
  shrink(luma: Uint8Array): Uint8Array;
}

/** Analysed pictures are about this wide: more finds nothing more, and costs more. */
const AIM_WIDTH = 160;

/** Makes pictures of this size small enough for the analysis of motion. Allocates nothing per picture. */
export function createShrinker(width: number, height: number): Shrinker {
  const factor = Math.max(1, Math.floor(width / AIM_WIDTH));
  const small = { width: Math.floor(width / factor), height: Math.floor(height / factor) };
  const out = new Uint8Array(small.width * small.height);
  const area = factor * factor;
  return {
    ...small,
    shrink(luma) {
      if (factor === 1) {
        out.set(luma.subarray(0, out.length));
        return out;
      }
      for (let y = 0; y < small.height; y += 1) {
        for (let x = 0; x < small.width; x += 1) {
          let sum = 0;
          for (let dy = 0; dy < factor; dy += 1) {
            const from = (y * factor + dy) * width + x * factor;
            for (let dx = 0; dx < factor; dx += 1) sum += luma[from + dx] ?? 0;
          }
          out[y * small.width + x] = Math.round(sum / area);
        }
      }
      return out;
    },
  };
}
