/** Rows of few entries: those of row r lie from starts[r] to starts[r + 1], columns ascending. */
export type SparseMatrix = {
  rows: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float64Array;
};

/** Gathers rows one after the other. */
export function sparseBuilder(width: number): {
  row(columns: ArrayLike<number>, values: ArrayLike<number>): void;
  finish(): SparseMatrix;
} {
  const starts: number[] = [0];
  let columns = new Int32Array(4096);
  let values = new Float64Array(4096);
  let length = 0;
  return {
    row(rowColumns, rowValues) {
      const end = length + rowColumns.length;
      if (end > columns.length) {
        const size = Math.max(end, columns.length * 2);
        columns = grown(columns, new Int32Array(size));
        values = grown(values, new Float64Array(size));
      }
      columns.set(rowColumns, length);
      values.set(rowValues, length);
      length = end;
      starts.push(end);
    },
    finish: () => ({
      rows: starts.length - 1,
      width,
      starts: Int32Array.from(starts),
      columns: columns.slice(0, length),
      values: values.slice(0, length),
    }),
  };
}

function grown<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

/** Some rows of a matrix, in the order asked for. */
export function takeRows(matrix: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const builder = sparseBuilder(matrix.width);
  for (let at = 0; at < rows.length; at++) {
    const from = matrix.starts[rows[at]!]!;
    const to = matrix.starts[rows[at]! + 1]!;
    builder.row(matrix.columns.subarray(from, to), matrix.values.subarray(from, to));
  }
  return builder.finish();
}
