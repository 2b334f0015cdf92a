// The fixed numbers of OpenCV's HOG descriptor with its default sizes, in the order in which our graph wants them.
// Dalal and Triggs, Histograms of Oriented Gradients for Human Detection, CVPR 2005; OpenCV, modules/objdetect/src/hog.cpp.

export const CELL = 8;
export const BINS = 9;
/** Blocks of 2 x 2 cells, one cell apart. */
export const BLOCK = 2 * CELL;
export const WINDOW_WIDTH = 64;
export const WINDOW_HEIGHT = 128;
/** Blocks in a window. */
export const WINDOW_COLUMNS = (WINDOW_WIDTH - BLOCK) / CELL + 1;
export const WINDOW_ROWS = (WINDOW_HEIGHT - BLOCK) / CELL + 1;
/** Numbers of a block: bins of four cells. */
export const BLOCK_FEATURES = 4 * BINS;
export const DESCRIPTOR = WINDOW_COLUMNS * WINDOW_ROWS * BLOCK_FEATURES;

/**
 * The places (1 = one bin) where the piecewise linear features bend; see `RAMPS`. A direction is -4.5 to 4.5 bins, as the arc
 * tangent gives it, and bin k is centred at k + 0.5, which for k > 4 is the same as k - 8.5.
 */
const KNOTS = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5];

/**
 * What is taken of a pixel's direction t and magnitude m: m, m (t + 4.5), and max(0, m (t - knot)) for each knot, as rows
 * [weight of m t, weight of m]. None is below 0, so all of them may go through one Relu. Voting into two bins with linear
 * interpolation is a sum of these.
 */
export const RAMPS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 4.5],
  ...KNOTS.map((knot): [number, number] => [1, -knot]),
];

/**
 * Bins from ramps, [9][10]. A tent of half width 1 at c is ramp(c - 1) - 2 ramp(c) + ramp(c + 1). The bin at the seam
 * (4.5, the same as -4.5) has half a tent at each end.
 */
export function binsFromRamps(): number[][] {
  const at = (position: number): number => (position === -4.5 ? 1 : KNOTS.indexOf(position) + 2);
  return Array.from({ length: BINS }, (_, bin) => {
    const row = RAMPS.map(() => 0);
    const add = (column: number, weight: number): void => {
      row[column] = (row[column] ?? 0) + weight;
    };
    const centre = bin > 4 ? bin - 8.5 : bin + 0.5;
    if (centre === 4.5) {
      // From -4.5: 1 - (t + 4.5), up to -3.5; and t - 3.5 from 3.5 on.
      add(0, 1);
      add(at(-4.5), -1);
      add(at(-3.5), 1);
      add(at(3.5), 1);
      return row;
    }
    add(at(centre - 1), 1);
    add(at(centre), -2);
    // Beyond 4.5 there is nothing, so a ramp that would start there is left out.
    if (centre + 1 < 4.5) add(at(centre + 1), 1);
    return row;
  });
}

/**
 * How much a pixel at one place of a block, along one axis, counts for each of the two cells of that axis: gaussian
 * (sigma 4, about 8, as OpenCV has it) times linear interpolation between the cells' centres. The weight of a pixel is the
 * product of both axes'. Rows [half of the block][cell], each of the 8 pixels of that half: [4][8].
 */
export function cellWeights(): number[][] {
  const sigma = BLOCK / 4;
  const rows: number[][] = [];
  for (let half = 0; half < 2; half++)
    for (let cell = 0; cell < 2; cell++)
      rows.push(
        Array.from({ length: CELL }, (_, pixel) => {
          const place = half * CELL + pixel;
          const gauss = Math.exp(-((place - CELL) ** 2) / (2 * sigma * sigma));
          const distance = Math.abs((place + 0.5) / CELL - 0.5 - cell);
          return gauss * Math.max(0, 1 - distance);
        }),
      );
  return rows;
}

/**
 * The detector's coefficients as the weights of a convolution over the block grid that makes one output of each row of blocks in a
 * window, [15][36 channels][7]: channel = bin x 4 + cell row x 2 + cell column. OpenCV counts column by column: blocks of a
 * window, cells of a block, then bins.
 */
export function windowWeights(coefficients: readonly number[]): number[] {
  if (coefficients.length !== DESCRIPTOR + 1)
    throw new RangeError(`${DESCRIPTOR + 1} coefficients wanted, got ${coefficients.length}`);
  const weights: number[] = [];
  for (let row = 0; row < WINDOW_ROWS; row++)
    for (let bin = 0; bin < BINS; bin++)
      for (let cellRow = 0; cellRow < 2; cellRow++)
        for (let cellColumn = 0; cellColumn < 2; cellColumn++)
          for (let column = 0; column < WINDOW_COLUMNS; column++) {
            const block = column * WINDOW_ROWS + row;
            weights.push(coefficients[block * BLOCK_FEATURES + (cellColumn * 2 + cellRow) * BINS + bin] ?? 0);
          }
  return weights;
}
