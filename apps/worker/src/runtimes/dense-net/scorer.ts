import { outputWidth } from '@millrace/pipeline-core/release';
import { damagedModel } from '../damaged-model';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { writeAnswer } from '../nets/write-answer';
import { checkColumns, numberValue } from '../row-values';
import { type DenseNetModel, decodeDenseNet } from './model';

/**
 * A scorer of a stored net in plain typed arrays: the library it was trained with takes some hundred microseconds for a row,
 * this some ten. A missing cell makes the answer missing, as in a linear model.
 */
export function loadDenseNet(stored: StoredModel): RowScorer {
  const model = decodeDenseNet(stored);
  const { features, task } = stored;
  const outputs = outputWidth(task, stored.classes?.length ?? 0);
  const forward = createForward(model);
  const { cells } = forward;
  const answer = (out: Float64Array, at: number) =>
    writeAnswer(forward.run(), { task, outputs, target: model.target, out, at });
  return {
    outputs,
    scoreRow(row, out) {
      for (let column = 0; column < cells.length; column++) cells[column] = numberValue(features[column]!, row[column]);
      answer(out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const numbers = columns.map(numbersOf);
      const out = new Float64Array(rows * outputs);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < cells.length; column++) cells[column] = numbers[column]![row]!;
        answer(out, row * outputs);
      }
      return out;
    },
  };
}

/** Write a row into `cells`; `run` answers with the sums of the last layer, in an array that the next run writes anew. */
function createForward({ centre, factor, shape, parameters }: DenseNetModel): {
  cells: Float64Array;
  run(): Float64Array;
} {
  const cells = new Float64Array(centre.length);
  const wide = Float64Array.from(parameters);
  const layers = shape.layers.map(({ inputs, outputs, weights, intercepts }) => ({
    weights: wide.subarray(weights, weights + inputs * outputs),
    intercepts: wide.subarray(intercepts, intercepts + outputs),
    sums: new Float64Array(outputs),
  }));
  return {
    cells,
    run() {
      for (let column = 0; column < cells.length; column++)
        cells[column] = (cells[column]! - centre[column]!) * factor[column]!;
      let inputs = cells;
      layers.forEach(({ weights, intercepts, sums }, at) => {
        addProducts({ inputs, weights, intercepts, sums });
        if (at + 1 < layers.length) relu(sums);
        inputs = sums;
      });
      return inputs;
    },
  };
}

/** sums = intercepts + inputs x weights, weights [inputs x sums] row-major. */
function addProducts(options: {
  inputs: Float64Array;
  weights: Float64Array;
  intercepts: Float64Array;
  sums: Float64Array;
}): void {
  const { inputs, weights, intercepts, sums } = options;
  sums.set(intercepts);
  for (let from = 0; from < inputs.length; from++) {
    const value = inputs[from]!;
    if (value === 0) continue; // about half of what relu leaves
    const row = from * sums.length;
    for (let to = 0; to < sums.length; to++) sums[to]! += value * weights[row + to]!;
  }
}

/** NaN stays: a missing cell must not look like an answer. */
function relu(values: Float64Array): void {
  for (let at = 0; at < values.length; at++) if (values[at]! < 0) values[at] = 0;
}

function numbersOf(column: FeatureColumn): Float64Array {
  if (column.kind === 'number') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'numbers only in a dense net' });
}
