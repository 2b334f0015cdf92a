/** For each place of a line the `count` neighbouring ones that it is made of, and their weights, which add up to 256. */
export interface Taps {
  readonly count: number;
  readonly first: Int32Array;
  readonly weights: Int32Array;
}

export const ONE = 256;
/** From here on two neighbours would leave pixels out, which makes fine patterns flicker: all that are covered are averaged. */
const SHRINKS_MUCH = 2;

/** Whole weights in proportion to `shares` that add up to exactly 256. */
function whole(shares: readonly number[]): number[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  const weights = shares.map((share) => Math.round((share / sum) * ONE));
  const largest = weights.indexOf(Math.max(...weights));
  const rest = ONE - weights.reduce((total, weight) => total + weight, 0);
  weights[largest] = (weights[largest] ?? 0) + rest;
  return weights;
}

/** Shares of the places around `from` to `to`, where place k covers [k, k + 1). */
function covered(from: number, to: number, lowest: number, highest: number): { first: number; shares: number[] } {
  const first = Math.max(lowest, Math.floor(from));
  const last = Math.min(highest, Math.max(first, Math.ceil(to) - 1));
  const shares: number[] = [];
  for (let place = first; place <= last; place++)
    shares.push(Math.max(1e-9, Math.min(place + 1, to) - Math.max(place, from)));
  return { first, shares };
}

/** Two neighbours by the distance of their centres. A part of the picture may be another one each time, so this makes no objects. */
function pairs(start: number, step: number, wanted: number, lowest: number, highest: number): Taps {
  const first = new Int32Array(wanted);
  if (highest === lowest) return { count: 1, first: first.fill(lowest), weights: new Int32Array(wanted).fill(ONE) };
  const weights = new Int32Array(2 * wanted);
  for (let index = 0; index < wanted; index++) {
    const at = Math.max(lowest, Math.min(highest, start + (index + 0.5) * step - 0.5));
    const place = Math.min(highest - 1, Math.floor(at));
    const second = Math.round((at - place) * ONE);
    first[index] = place;
    weights[2 * index] = ONE - second;
    weights[2 * index + 1] = second;
  }
  return { count: 2, first, weights };
}

/**
 * Taps that turn the stretch [from, from + length) of a line of `size` places into `wanted` ones. Two neighbours, by distance
 * (bilinear, pixel centres at halves), or, where the line shrinks much, all that are covered.
 * @param halved the line holds a place for two of the stretch's units, as lines of chroma do
 */
export function tapsOf(from: number, length: number, size: number, wanted: number, halved: boolean): Taps {
  const unit = halved ? 0.5 : 1;
  const step = (length * unit) / wanted;
  const lowest = Math.floor(from * unit);
  const highest = Math.min(size, Math.ceil((from + length) * unit)) - 1;
  if (step < SHRINKS_MUCH) return pairs(from * unit, step, wanted, lowest, highest);
  const found = Array.from({ length: wanted }, (_, index) => {
    const start = from * unit + index * step;
    return covered(start, start + step, lowest, highest);
  });
  const count = found.reduce((most, { shares }) => Math.max(most, shares.length), 1);
  const first = new Int32Array(wanted);
  const weights = new Int32Array(wanted * count);
  found.forEach((one, index) => {
    // Every place reads as many neighbours as the one with the most; none may lie beyond the line.
    const begin = Math.max(0, Math.min(one.first, size - count));
    first[index] = begin;
    weights.set(whole(one.shares), index * count + (one.first - begin));
  });
  return { count, first, weights };
}
