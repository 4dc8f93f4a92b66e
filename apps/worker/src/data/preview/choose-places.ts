/** Rows `from` up to, but without, `to`, counted from the beginning of the file. */
export type RowRun = { from: number; to: number };

/**
 * Runs of neighbouring rows, as many as `places` and as far from each other as the table allows, `rows` of them together.
 * A run begins where the row group it falls into begins, unless the run before it did so: rows at the beginning of a group
 * are read without those before them. The same for the same file.
 */
export function choosePlaces(o: { groups: readonly number[]; rows: number; places: number }): RowRun[] {
  const of = o.groups.reduce((sum, rows) => sum + rows, 0);
  if (o.rows >= of) return [{ from: 0, to: of }];
  const each = Math.floor(o.rows / o.places);
  const begins = beginsOf(o.groups);
  const runs: RowRun[] = [];
  for (let at = 0; at < o.places; at++) {
    const even = Math.floor((at * of) / o.places);
    const begin = begins.findLast((one) => one <= even) ?? 0;
    const from = begin >= (runs.at(-1)?.to ?? 0) ? begin : even;
    runs.push({ from, to: from + each });
  }
  return runs;
}

function beginsOf(groups: readonly number[]): number[] {
  let next = 0;
  return groups.map((rows) => {
    const begin = next;
    next += rows;
    return begin;
  });
}
