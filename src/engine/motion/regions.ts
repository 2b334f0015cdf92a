/** A box around something that moves, in shares of the picture: 0 is left or top, 1 is right or bottom. */
export interface MotionRegion {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Share of the picture's pixels that move in it. */
  readonly area: number;
}

/** Cells a side in which moving pixels are gathered; the map has half as many. */
const CELLS = 32;
/** Cells a side of the motion map. */
export const MAP_SIDE = 16;
export const MAP_BYTES = (MAP_SIDE * MAP_SIDE) / 8;
/** Share of a cell's pixels that must move. */
const CELL_SHARE = 0.35;

export interface RegionFinder {
  /**
   * Groups of neighbouring cells in which at least `minArea` (a share of the picture) moves, the largest first.
   * @param moving 1 where a pixel moves
   */
  find(moving: Uint8Array, minArea: number): readonly MotionRegion[];
  /** Where those groups lie: a bit per cell of 16 x 16, row by row, the lowest bit of a byte first. Good until the next `find`. */
  readonly map: Uint8Array;
}

/** For pictures of one size. Allocates only for what is found. */
export function createRegionFinder(width: number, height: number): RegionFinder {
  const cells = createCells(width, height);
  const flood = createFlood(cells.open);
  const map = new Uint8Array(MAP_BYTES);

  const describe = (members: Uint16Array): MotionRegion => {
    let [left, top, right, bottom, moved] = [CELLS, CELLS, 0, 0, 0];
    for (const cell of members) {
      const x = cell % CELLS;
      const y = Math.floor(cell / CELLS);
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
      moved += cells.counts[cell] ?? 0;
    }
    const area = moved / (width * height);
    return { left: left / CELLS, top: top / CELLS, right: right / CELLS, bottom: bottom / CELLS, area };
  };

  return {
    map,
    find(moving, minArea) {
      cells.gather(moving);
      map.fill(0);
      const regions: MotionRegion[] = [];
      for (let cell = 0; cell < cells.open.length; cell += 1) {
        if (cells.open[cell] !== 1) continue;
        const members = flood(cell);
        const region = describe(members);
        if (region.area < minArea) continue;
        regions.push(region);
        for (const member of members) markMap(map, member);
      }
      return regions.sort((a, b) => b.area - a.area);
    },
  };
}

interface Cells {
  /** Moving pixels per cell. */
  readonly counts: Uint16Array;
  /** 1 where enough of a cell moves; the flood wipes it. */
  readonly open: Uint8Array;
  gather(moving: Uint8Array): void;
}

function createCells(width: number, height: number): Cells {
  const cellOf = new Uint16Array(width * height);
  const pixels = new Uint16Array(CELLS * CELLS);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = Math.floor((y * CELLS) / height) * CELLS + Math.floor((x * CELLS) / width);
      cellOf[y * width + x] = cell;
      pixels[cell] = (pixels[cell] ?? 0) + 1;
    }
  }
  const counts = new Uint16Array(CELLS * CELLS);
  const open = new Uint8Array(CELLS * CELLS);
  return {
    counts,
    open,
    gather(moving) {
      counts.fill(0);
      for (let at = 0; at < moving.length; at += 1) {
        if (moving[at] === 0) continue;
        const cell = cellOf[at] ?? 0;
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      for (let cell = 0; cell < open.length; cell += 1) {
        const of = pixels[cell] ?? 0;
        open[cell] = of > 0 && (counts[cell] ?? 0) >= of * CELL_SHARE ? 1 : 0;
      }
    },
  };
}

/** Answers how to take the group of open cells that a cell belongs to; it is good until the next is taken. */
function createFlood(open: Uint8Array): (first: number) => Uint16Array {
  const stack = new Uint16Array(CELLS * CELLS);
  const members = new Uint16Array(CELLS * CELLS);
  return (first) => {
    let waiting = 1;
    let count = 0;
    stack[0] = first;
    open[first] = 0;
    while (waiting > 0) {
      waiting -= 1;
      const cell = stack[waiting] ?? 0;
      members[count] = cell;
      count += 1;
      const x = cell % CELLS;
      const y = Math.floor(cell / CELLS);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(CELLS - 1, y + 1); ny += 1) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(CELLS - 1, x + 1); nx += 1) {
          const next = ny * CELLS + nx;
          if (open[next] !== 1) continue;
          open[next] = 0;
          stack[waiting] = next;
          waiting += 1;
        }
      }
    }
    return members.subarray(0, count);
  };
}

function markMap(map: Uint8Array, cell: number): void {
  const x = Math.floor(((cell % CELLS) * MAP_SIDE) / CELLS);
  const y = Math.floor((Math.floor(cell / CELLS) * MAP_SIDE) / CELLS);
  const bit = y * MAP_SIDE + x;
  map[bit >> 3] = (map[bit >> 3] ?? 0) | (1 << (bit & 7));
}
