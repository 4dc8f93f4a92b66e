import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { FeatureColumn, FeatureSpec, RowCell, RowScorer } from '../model-runtime';
import { categoryValue, checkColumns, numberValue } from '../row-values';
import { categoryBin, levelCodes } from './categories';
import type { ForestModel } from './model';
import { MISSING_LEFT, NODE_CATEGORY, NODE_LEAF } from './model';
import { exp, sigmoid, softmaxInPlace } from './numeric';

const BLOCK_ROWS = 1024;

/**
 * Sum of one output's leaves for the row whose features start at `at`. Numbers are compared as float32 after their
 * offset, categories by their code; NaN takes the default side.
 */
function walkTrees(model: ForestModel, row: Float64Array, at: number, output: number): number {
  const { kind, feature, cut, left, value, masks, treeStart, outputs } = model;
  let sum = model.initialScores[output]!;
  for (let tree = output; tree < treeStart.length - 1; tree += outputs) {
    let node = treeStart[tree]!;
    for (let code = kind[node]!; code !== NODE_LEAF; code = kind[node]!) {
      const x = row[at + feature[node]!]!;
      let right: boolean;
      if ((code & NODE_CATEGORY) !== 0) right = (masks[cut[node]! * 32 + (x >> 3)]! & (1 << (x & 7))) === 0;
      else if (Number.isNaN(x)) right = (code & MISSING_LEFT) === 0;
      else right = x > cut[node]!;
      node = left[node]! + (right ? 1 : 0);
    }
    sum += value[node]!;
  }
  return sum;
}

/** Features of a model, ready to encode values. */
export type Encoder = { specs: readonly FeatureSpec[]; offsets: Float64Array; codes: (Map<string, number> | null)[] };

export function createEncoder(model: ForestModel, specs: readonly FeatureSpec[]): Encoder {
  return {
    specs,
    offsets: Float64Array.from(model.features, (feature) => (feature.kind === 'number' ? feature.offset : 0)),
    codes: model.features.map((feature) => (feature.kind === 'category' ? levelCodes(feature.levels) : null)),
  };
}

/** Writes one feature of `count` rows from `first` on into the row-major block. */
export function encodeColumn(
  encoder: Encoder,
  column: FeatureColumn,
  place: { feature: number; first: number; count: number },
  block: Float64Array,
): void {
  const width = encoder.specs.length;
  const { feature, first, count } = place;
  if (column.kind === 'number') {
    const offset = encoder.offsets[feature]!;
    for (let row = 0; row < count; row++)
      block[row * width + feature] = Math.fround(column.values[first + row]! - offset);
    return;
  }
  if (column.kind !== 'category') throw new TypeError(`feature ${column.name}: trees read no ${column.kind} column`);
  const codes = encoder.codes[feature] ?? new Map<string, number>();
  for (let row = 0; row < count; row++)
    block[row * width + feature] = categoryBin(column.values[first + row] ?? null, codes);
}

function encodeRow(encoder: Encoder, row: readonly RowCell[], block: Float64Array): void {
  for (let feature = 0; feature < encoder.specs.length; feature++) {
    const spec = encoder.specs[feature]!;
    const codes = encoder.codes[feature]!;
    block[feature] =
      codes === null
        ? Math.fround(numberValue(spec, row[feature]) - encoder.offsets[feature]!)
        : categoryBin(categoryValue(spec, row[feature]), codes);
  }
}

/** Scores of one encoded row turned into answers: probabilities, or the number itself. */
function writeAnswer(model: ForestModel, block: Float64Array, at: number, out: Float64Array, place: number): void {
  switch (model.task) {
    case 'binary': {
      const p = sigmoid(walkTrees(model, block, at, 0));
      out[place] = 1 - p;
      out[place + 1] = p;
      return;
    }
    case 'multiclass':
      writeScores(model, block, at, out, place);
      softmaxInPlace(out, place, model.outputs);
      return;
    case 'regression':
      writeScores(model, block, at, out, place);
      if (model.exponential) out[place] = exp(out[place]!);
      return;
    default:
      assertNever(model.task);
  }
}

function writeScores(model: ForestModel, block: Float64Array, at: number, out: Float64Array, place: number): void {
  for (let output = 0; output < model.outputs; output++) out[place + output] = walkTrees(model, block, at, output);
}

/** A scorer over the model's arrays; rows and blocks run the same code on the same numbers. */
export function createForestScorer(model: ForestModel, specs: readonly FeatureSpec[]): RowScorer {
  const encoder = createEncoder(model, specs);
  const width = specs.length;
  const outputs = model.task === 'binary' ? 2 : model.outputs;
  const single = new Float64Array(width);
  return {
    outputs,
    scoreRow(row, out) {
      encodeRow(encoder, row, single);
      writeAnswer(model, single, 0, out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(specs, columns);
      const answers = new Float64Array(rows * outputs);
      const block = new Float64Array(Math.min(rows, BLOCK_ROWS) * width);
      for (let first = 0; first < rows; first += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, rows - first);
        columns.forEach((column, feature) => {
          encodeColumn(encoder, column, { feature, first, count }, block);
        });
        for (let row = 0; row < count; row++) writeAnswer(model, block, row * width, answers, (first + row) * outputs);
      }
      return answers;
    },
  };
}
