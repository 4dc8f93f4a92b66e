/** A list of rows and room to split it; `packed` holds the gradients by row number. */
export type RowList = { rows: Int32Array; spare: Int32Array; packed: Float64Array };

export function createRowList(rows: number): RowList {
  return { rows: new Int32Array(rows), spare: new Int32Array(rows), packed: new Float64Array(rows) };
}

/**
 * Splits `[from, to)` of the list by a 256-byte table (1 = left) over the codes of one column, stable on both sides.
 * Branch-free: every row is written to both targets and one of them moves on. Returns where the right side begins.
 */
export function partitionRows(
  list: RowList,
  codes: Uint8Array,
  column: number,
  goLeft: Uint8Array,
  table: number,
  from: number,
  to: number,
): number {
  const { rows, spare } = list;
  let left = from;
  let right = 0;
  for (let at = from; at < to; at++) {
    const row = rows[at]!;
    const toLeft = goLeft[table + codes[column + row]!]!;
    rows[left] = row;
    spare[right] = row;
    left += toLeft;
    right += 1 - toLeft;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
