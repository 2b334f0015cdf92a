/** Finds the cheapest pairs of rows and columns. Keeps its buffers from call to call. */
export interface Assigner {
  /**
   * Pairs so that the sum of (cost - limit) over all pairs is the least there is; a pair that costs `limit` or more is none.
   * Shortest augmenting paths with potentials (Kuhn 1955; Jonker & Volgenant 1987), at most rows^2 x columns steps.
   *
   * @param cost rows x columns numbers, row by row; infinite: never a pair
   * @returns for each row its column, or -1; good until the next call
   */
  assign(cost: Float64Array, rows: number, columns: number, limit: number): Int32Array;
}

export function createAssigner(): Assigner {
  let capped = new Float64Array(0);
  let pairs = new Int32Array(0);
  const search = createSearch();
  return {
    assign(cost, rows, columns, limit) {
      if (pairs.length < rows) pairs = new Int32Array(rows * 2);
      if (capped.length < rows * columns) capped = new Float64Array(rows * columns * 2);
      pairs.fill(-1, 0, rows);
      if (rows === 0 || columns === 0) return pairs;
      // The search wants no more rows than columns, so the matrix may have to stand on its side.
      const turned = rows > columns;
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          const at = turned ? column * rows + row : row * columns + column;
          capped[at] = Math.min(cost[row * columns + column] ?? limit, limit);
        }
      }
      const owner = turned ? search(capped, columns, rows) : search(capped, rows, columns);
      for (let index = 0; index < (turned ? rows : columns); index += 1) {
        const other = owner[index + 1] ?? 0;
        if (other === 0) continue;
        const [row, column] = turned ? [index, other - 1] : [other - 1, index];
        if ((cost[row * columns + column] ?? limit) < limit) pairs[row] = column;
      }
      return pairs;
    },
  };
}

type Search = (cost: Float64Array, rows: number, columns: number) => Int32Array;

/** A full assignment of the rows of a matrix that is not higher than wide. Its result counts from 1: row of a column, 0 for none. */
function createSearch(): Search {
  let size = 0;
  let rowPotential = new Float64Array(1);
  let columnPotential = new Float64Array(1);
  let least = new Float64Array(1);
  let owner = new Int32Array(1);
  let before = new Int32Array(1);
  let visited = new Uint8Array(1);

  function grow(to: number): void {
    size = to;
    [rowPotential, columnPotential, least] = [new Float64Array(to), new Float64Array(to), new Float64Array(to)];
    [owner, before, visited] = [new Int32Array(to), new Int32Array(to), new Uint8Array(to)];
  }

  /** Grows the tree of cheapest paths by one column. @returns the column, nearest of those that are not in it */
  function step(cost: Float64Array, columns: number, from: number): number {
    const row = owner[from] ?? 0;
    const offset = (row - 1) * columns - 1;
    const potential = rowPotential[row] ?? 0;
    let delta = Infinity;
    let nearest = 0;
    for (let column = 1; column <= columns; column += 1) {
      if (visited[column] === 1) continue;
      const reduced = (cost[offset + column] ?? 0) - potential - (columnPotential[column] ?? 0);
      if (reduced < (least[column] ?? 0)) {
        least[column] = reduced;
        before[column] = from;
      }
      const length = least[column] ?? 0;
      if (length < delta) {
        delta = length;
        nearest = column;
      }
    }
    for (let column = 0; column <= columns; column += 1) {
      if (visited[column] === 1) {
        const held = owner[column] ?? 0;
        rowPotential[held] = (rowPotential[held] ?? 0) + delta;
        columnPotential[column] = (columnPotential[column] ?? 0) - delta;
      } else {
        least[column] = (least[column] ?? 0) - delta;
      }
    }
    return nearest;
  }

  return (cost, rows, columns) => {
    if (size < columns + 1) grow((columns + 1) * 2);
    rowPotential.fill(0);
    columnPotential.fill(0);
    owner.fill(0);
    for (let row = 1; row <= rows; row += 1) {
      owner[0] = row;
      least.fill(Infinity);
      visited.fill(0);
      let column = 0;
      do {
        visited[column] = 1;
        column = step(cost, columns, column);
      } while (owner[column] !== 0);
      while (column !== 0) {
        const previous = before[column] ?? 0;
        owner[column] = owner[previous] ?? 0;
        column = previous;
      }
    }
    return owner;
  };
}
