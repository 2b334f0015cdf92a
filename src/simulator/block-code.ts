/** A picture in memory, row by row without padding: 1 channel is luma, 3 or 4 are RGB(A). */
export interface Raster {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** One block of the code; place and size are shares of the picture's width and height. */
export interface BlockCell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly white: boolean;
}

// Two rows of 14 blocks in the bottom left corner. Each row begins with a white and a black block, by which the reader
// knows the levels; then come 12 of the 24 bits (16 of the number, 8 of a CRC with polynomial 0x07 that begins at 0x5a).
const COLUMNS = 14;
const ROWS = 2;
const CELL_WIDTH = 0.025;
const CELL_HEIGHT = 0.03;
const WHITE = 235;
const BLACK = 18;

/** Frame numbers are 0 to this. */
export const MAX_FRAME_NUMBER = 0xffff;

function crc8(value: number): number {
  let crc = 0x5a;
  for (let bit = 15; bit >= 0; bit -= 1) {
    const out = ((crc >> 7) ^ (value >> bit)) & 1;
    crc = ((crc << 1) & 0xff) ^ (out * 0x07);
  }
  return crc;
}

/**
 * The blocks that say `frame` (0 to 65535).
 * @throws RangeError for any other number
 */
export function blockCells(frame: number): BlockCell[] {
  if (!Number.isInteger(frame) || frame < 0 || frame > MAX_FRAME_NUMBER)
    throw new RangeError(`no frame number: ${frame}`);
  const word = frame * 256 + crc8(frame);
  const cells: BlockCell[] = [];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const bit = 23 - (row * (COLUMNS - 2) + column - 2);
      const white = column < 2 ? column === 0 : ((word >> bit) & 1) === 1;
      const y = 1 - CELL_HEIGHT * (ROWS - row);
      cells.push({ x: column * CELL_WIDTH, y, width: CELL_WIDTH, height: CELL_HEIGHT, white });
    }
  }
  return cells;
}

/** Draws the code of `frame` into the picture. */
export function drawBlockCode(image: Raster, frame: number): void {
  for (const cell of blockCells(frame)) {
    const left = Math.round(cell.x * image.width);
    const right = Math.round((cell.x + cell.width) * image.width);
    const bottom = Math.round((cell.y + cell.height) * image.height);
    for (let y = Math.round(cell.y * image.height); y < bottom; y += 1) {
      const row = y * image.width;
      image.data.fill(cell.white ? WHITE : BLACK, (row + left) * image.channels, (row + right) * image.channels);
      if (image.channels !== 4) continue;
      for (let x = left; x < right; x += 1) image.data[(row + x) * 4 + 3] = 255;
    }
  }
}

/**
 * Reads the frame number out of a picture of any size (from about 160 pixels of width); null when there is no code or
 * it is damaged. Leans on nothing outside itself: `readBlockCode.toString()` works in a browser page.
 */
export function readBlockCode(image: Raster): number | null {
  const { data, width, height, channels } = image;
  const columns = 14;
  const cellWidth = 0.025 * width;
  const cellHeight = 0.03 * height;
  const level = (column: number, row: number): number => {
    const top = height - cellHeight * (2 - row);
    const left = column * cellWidth;
    const x1 = Math.max(Math.floor(left + cellWidth * 0.72), Math.ceil(left + cellWidth * 0.28) + 1);
    const y1 = Math.max(Math.floor(top + cellHeight * 0.72), Math.ceil(top + cellHeight * 0.28) + 1);
    let sum = 0;
    let count = 0;
    for (let y = Math.ceil(top + cellHeight * 0.28); y < y1; y += 1) {
      for (let x = Math.ceil(left + cellWidth * 0.28); x < x1; x += 1) {
        const at = (y * width + x) * channels;
        const first = data[at] ?? 0;
        sum += channels === 1 ? first : 0.299 * first + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
        count += 1;
      }
    }
    return sum / count;
  };
  let word = 0;
  for (let row = 0; row < 2; row += 1) {
    const white = level(0, row);
    const black = level(1, row);
    if (!(white - black > 80)) return null;
    for (let column = 2; column < columns; column += 1) {
      const share = (level(column, row) - black) / (white - black);
      // A block between black and white is a blend of two frames or damage: better no number than a wrong one.
      if (share > 0.35 && share < 0.65) return null;
      word = word * 2 + (share >= 0.65 ? 1 : 0);
    }
  }
  const frame = word >> 8;
  let crc = 0x5a;
  for (let bit = 15; bit >= 0; bit -= 1) {
    const out = ((crc >> 7) ^ (frame >> bit)) & 1;
    crc = ((crc << 1) & 0xff) ^ (out * 0x07);
  }
  return crc === (word & 0xff) ? frame : null;
}
