import { outputWidth } from '@millrace/pipeline-core/release';
import { damagedModel } from '../damaged-model';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { writeAnswer } from '../nets/write-answer';
import { checkColumns, numberValue, readVector } from '../row-values';
import { createForward } from './forward';
import { decodeImageNet } from './model';

/**
 * A scorer of a stored image net in plain typed arrays: nothing of the library it was trained with is loaded, so that a release
 * answers single requests. A missing image, or a missing pixel, makes the answer missing.
 */
export function loadImageNet(stored: StoredModel): RowScorer {
  const model = decodeImageNet(stored);
  const { features, task } = stored;
  const outputs = outputWidth(task, stored.classes?.length ?? 0);
  const forward = createForward(model);
  const { cells } = forward;
  const answer = (out: Float64Array, at: number) =>
    writeAnswer(forward.run(), { task, outputs, target: model.target, out, at });
  return {
    outputs,
    scoreRow(row, out) {
      let at = 0;
      for (const [place, spec] of features.entries()) {
        if (spec.kind === 'vector') {
          readVector(spec, row[place], cells.subarray(at, at + spec.width));
          at += spec.width;
        } else cells[at++] = Math.fround(numberValue(spec, row[place]));
      }
      answer(out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const out = new Float64Array(rows * outputs);
      for (let row = 0; row < rows; row++) {
        let at = 0;
        for (const column of columns) at = readCells(column, row, { cells, at });
        answer(out, row * outputs);
      }
      return out;
    },
  };
}

/** Copies the numbers of a row of a column; returns where the next ones go. As in learning, a pixel is a float of 32 bits. */
function readCells(column: FeatureColumn, row: number, to: { cells: Float64Array; at: number }): number {
  if (column.kind === 'number') {
    to.cells[to.at] = Math.fround(column.values[row]!);
    return to.at + 1;
  }
  if (column.kind !== 'vector')
    throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'images only in an image net' });
  to.cells.set(column.values.subarray(row * column.width, (row + 1) * column.width), to.at);
  return to.at + column.width;
}
