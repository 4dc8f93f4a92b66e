/**
 * Histograms hold one double per cell. A row's quantised gradient and hessian travel in it together, as
 * `gradient * 2^hessianBits + hessian`: sums stay whole numbers below 2^53, so one addition serves both, order does not
 * matter, and parent minus child is exact.
 */

/** Adds the rows `from` to `to` of a row list to the cells from `base` on; `packed` goes by row number. `width` features per row. */
export function addRows(
  histogram: Float64Array,
  base: number,
  cells: Uint16Array | Uint32Array,
  width: number,
  rows: Int32Array,
  packed: Float64Array,
  from: number,
  to: number,
): void {
  const blocks = width & ~3;
  for (let at = from; at < to; at++) {
    const row = rows[at]!;
    const value = packed[row]!;
    let cell = row * width;
    const blockEnd = cell + blocks;
    const end = cell + width;
    for (; cell < blockEnd; cell += 4) {
      histogram[base + cells[cell]!]! += value;
      histogram[base + cells[cell + 1]!]! += value;
      histogram[base + cells[cell + 2]!]! += value;
      histogram[base + cells[cell + 3]!]! += value;
    }
    for (; cell < end; cell++) histogram[base + cells[cell]!]! += value;
  }
}

/** Parent minus child, into the parent's place. */
export function subtractCells(histogram: Float64Array, parent: number, child: number, count: number): void {
  for (let cell = 0; cell < count; cell++) histogram[parent + cell]! -= histogram[child + cell]!;
}
