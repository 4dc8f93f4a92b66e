import { outputWidth } from '@millrace/pipeline-core/release';
import { damagedModel } from '../damaged-model';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { writeAnswer } from '../nets/write-answer';
import { categoryValue, checkColumns } from '../row-values';
import { rowReader } from '../text/text-rows';
import { decodeTextNet, type TextNetModel } from './model';
import type { TextLayer } from './shape';

/**
 * A scorer of a stored text net in plain typed arrays, in doubles: nothing of the library it was trained with is loaded. A text
 * without any known term is answered like an empty one.
 */
export function loadTextNet(stored: StoredModel): RowScorer {
  const { features, task } = stored;
  const forward = createForward(decodeTextNet(stored));
  const outputs = outputWidth(task, stored.classes?.length ?? 0);
  const answer = (texts: readonly (string | null)[], out: Float64Array, at: number) =>
    writeAnswer(forward(texts), { task, outputs, out, at });
  return {
    outputs,
    scoreRow(row, out) {
      const texts = features.map((spec, at) => categoryValue(spec, row[at]));
      answer(texts, out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const texts = columns.map(textsOf);
      const out = new Float64Array(rows * outputs);
      for (let row = 0; row < rows; row++) {
        const cells = texts.map((column) => column[row] ?? null);
        answer(cells, out, row * outputs);
      }
      return out;
    },
  };
}

/** The sums of the last layer for the texts of a row, in an array that the next call writes anew. */
export function createForward({
  blocks,
  shape,
  parameters,
}: TextNetModel): (texts: readonly (string | null)[]) => Float64Array {
  const read = rowReader(blocks);
  const { dimensions } = shape;
  const meant = new Float64Array(dimensions);
  const hidden = new Float64Array(shape.hidden.outputs);
  const sums = new Float64Array(shape.sums.outputs);
  return (texts) => {
    const { columns, values, length } = read(texts);
    meant.fill(0);
    for (let entry = 0; entry < length; entry++) {
      const value = values[entry]!;
      const term = columns[entry]! * dimensions;
      for (let at = 0; at < dimensions; at++) meant[at]! += value * parameters[term + at]!;
    }
    multiply({ inputs: meant, layer: shape.hidden, parameters, sums: hidden });
    for (let at = 0; at < hidden.length; at++) if (hidden[at]! < 0) hidden[at] = 0;
    multiply({ inputs: hidden, layer: shape.sums, parameters, sums });
    return sums;
  };
}

function multiply(o: { inputs: Float64Array; layer: TextLayer; parameters: Float32Array; sums: Float64Array }): void {
  const { inputs, layer, parameters, sums } = o;
  const { outputs, weights, intercepts } = layer;
  for (let to = 0; to < outputs; to++) sums[to] = parameters[intercepts + to]!;
  for (let from = 0; from < inputs.length; from++) {
    const value = inputs[from]!;
    if (value === 0) continue;
    const row = weights + from * outputs;
    for (let to = 0; to < outputs; to++) sums[to]! += value * parameters[row + to]!;
  }
}

function textsOf(column: FeatureColumn): readonly (string | null)[] {
  if (column.kind === 'text') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'texts only in a text net' });
}
