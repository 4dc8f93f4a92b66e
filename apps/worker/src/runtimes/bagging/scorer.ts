import { levelCodes } from '../forest/categories';
import type { FeatureColumn, FeatureSpec, RowCell, RowScorer } from '../model-runtime';
import { categoryValue, checkColumns, numberValue } from '../row-values';
import { type BagModel, KIND_LEAF, KIND_MISSING_LEFT } from './model';

const BLOCK_ROWS = 1024;

/** Adds the leaves of all trees that the row at `at` falls into to `sums`. */
function addTrees(model: BagModel, row: Float64Array, at: number, sums: Float64Array): void {
  const { kind, feature, cut, left, leaves, treeStart, values } = model;
  for (let tree = 0; tree < treeStart.length - 1; tree++) {
    let node = treeStart[tree]!;
    for (let code = kind[node]!; code !== KIND_LEAF; code = kind[node]!) {
      const x = row[at + feature[node]!]!;
      const right = Number.isNaN(x) ? code !== KIND_MISSING_LEFT : x > cut[node]!;
      node = left[node]! + (right ? 1 : 0);
    }
    const leaf = left[node]! * values;
    for (let k = 0; k < values; k++) sums[k]! += leaves[leaf + k]!;
  }
}

/** A feature's value as cuts compare it; NaN is missing. */
export type BagReader = (value: RowCell | undefined) => number;

export function bagReaders(model: BagModel, specs: readonly FeatureSpec[]): BagReader[] {
  return specs.map((spec, at): BagReader => {
    const feature = model.features[at]!;
    if (feature.kind === 'number') return (value) => Math.fround(numberValue(spec, value) - feature.offset);
    const codes = levelCodes(spec.kind === 'category' ? spec.levels : []);
    const other = feature.ranks.at(-1) ?? 0;
    return (value) => {
      const text = categoryValue(spec, value);
      if (text === null) return Number.NaN;
      const code = codes.get(text);
      return code === undefined ? other : feature.ranks[code]!;
    };
  });
}

/** Rows as cuts compare them, row after row. */
export function readBlock(
  readers: readonly BagReader[],
  columns: readonly FeatureColumn[],
  { first, count }: { first: number; count: number },
  block: Float64Array,
): void {
  const width = readers.length;
  columns.forEach((column, feature) => {
    const read = readers[feature]!;
    for (let row = 0; row < count; row++) block[row * width + feature] = read(cellOf(column, first + row));
  });
}

function cellOf(column: FeatureColumn, row: number): number | string | null {
  return column.kind === 'vector' ? Number.NaN : (column.values[row] ?? null);
}

/** A scorer over the model's arrays; rows and blocks run the same code on the same numbers. */
export function createBagScorer(model: BagModel, specs: readonly FeatureSpec[]): RowScorer {
  const readers = bagReaders(model, specs);
  const width = specs.length;
  const trees = model.treeStart.length - 1;
  const outputs = model.task === 'binary' ? 2 : model.values;
  const sums = new Float64Array(model.values);
  const single = new Float64Array(width);

  function answer(block: Float64Array, at: number, out: Float64Array, place: number): void {
    sums.fill(0);
    addTrees(model, block, at, sums);
    if (model.task === 'binary') {
      const p = sums[0]! / trees;
      out[place] = 1 - p;
      out[place + 1] = p;
    } else for (let k = 0; k < outputs; k++) out[place + k] = model.base + sums[k]! / trees;
    if (model.task === 'multiclass') divideBySum(out, place, outputs);
  }

  return {
    outputs,
    scoreRow(row, out) {
      for (let feature = 0; feature < width; feature++) single[feature] = readers[feature]!(row[feature]);
      answer(single, 0, out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(specs, columns);
      const answers = new Float64Array(rows * outputs);
      const block = new Float64Array(Math.min(rows, BLOCK_ROWS) * width);
      for (let first = 0; first < rows; first += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, rows - first);
        readBlock(readers, columns, { first, count }, block);
        for (let row = 0; row < count; row++) answer(block, row * width, answers, (first + row) * outputs);
      }
      return answers;
    },
  };
}

/** Shares are stored as float32: their sum is 1 only nearly. */
function divideBySum(shares: Float64Array, at: number, count: number): void {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += shares[at + k]!;
  for (let k = 0; k < count; k++) shares[at + k]! /= sum;
}
