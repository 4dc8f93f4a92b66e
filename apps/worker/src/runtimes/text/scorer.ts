import { damagedModel } from '../damaged-model';
import { sigmoid, softmaxInPlace } from '../forest/numeric';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { categoryValue, checkColumns } from '../row-values';
import type { Calibration } from './calibrate';
import { evaluateRow } from './one-vs-rest';
import { decodeTextModel } from './stored-text-model';
import { rowReader } from './text-rows';

/** A scorer that reads the texts of a row and answers with class probabilities. */
export function loadTextLinear(stored: StoredModel): RowScorer {
  const { blocks, separators, calibration } = decodeTextModel(stored);
  const read = rowReader(blocks);
  const outputs = separators.outputs === 1 ? 2 : separators.outputs;
  const values = new Float64Array(separators.outputs);
  const answer = (texts: readonly (string | null)[], out: Float64Array, at: number) => {
    const { columns, values: entries, length } = read(texts);
    evaluateRow(separators, { columns, values: entries, from: 0, to: length }, values);
    probabilities(values, calibration, out, at);
  };
  return {
    outputs,
    scoreRow(row, out) {
      const texts = stored.features.map((spec, at) => categoryValue(spec, row[at]));
      answer(texts, out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(stored.features, columns);
      const texts = columns.map(textsOf);
      const out = new Float64Array(rows * outputs);
      for (let row = 0; row < rows; row++) {
        answer(
          texts.map((column) => column[row] ?? null),
          out,
          row * outputs,
        );
      }
      return out;
    },
  };
}

/** Writes the probabilities of one row's values. */
function probabilities(values: Float64Array, { scale, shift }: Calibration, out: Float64Array, at: number): void {
  if (values.length === 1) {
    const p = sigmoid(scale * values[0]! + shift);
    out[at] = 1 - p;
    out[at + 1] = p;
    return;
  }
  for (let output = 0; output < values.length; output++) out[at + output] = scale * values[output]!;
  softmaxInPlace(out, at, values.length);
}

function textsOf(column: FeatureColumn): readonly (string | null)[] {
  if (column.kind === 'text') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'texts only in a text model' });
}
