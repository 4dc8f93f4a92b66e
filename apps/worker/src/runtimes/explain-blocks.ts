import type { FeatureColumn, FeatureSpec, PathShap } from './model-runtime';
import { checkColumns } from './row-values';

const BLOCK_ROWS = 256;

/** Rows go to the trees in blocks: as they compare them, row after row. */
export function explainBlocks(o: {
  specs: readonly FeatureSpec[];
  outputs: number;
  read(columns: readonly FeatureColumn[], part: { first: number; count: number }, block: Float64Array): void;
  addRow(block: Float64Array, at: number, target: Float64Array, place: number): void;
}): PathShap['explain'] {
  const width = o.specs.length;
  return (columns, rows) => {
    checkColumns(o.specs, columns);
    const found = new Float64Array(rows * o.outputs * width);
    const block = new Float64Array(Math.min(rows, BLOCK_ROWS) * width);
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - first);
      o.read(columns, { first, count }, block);
      for (let row = 0; row < count; row++) o.addRow(block, row * width, found, (first + row) * o.outputs * width);
    }
    return found;
  };
}
