import { damagedModel } from '../damaged-model';
import { exp } from '../forest/numeric';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { checkColumns, numberValue } from '../row-values';
import { decodeIsolation, type IsolationModel } from './model';
import { meanPath } from './path-length';

/** A scorer that answers how odd a row is: from 0 to 1, the more the sooner it is alone in the trees. */
export function loadIsolation(stored: StoredModel): RowScorer {
  const { features } = stored;
  const model = decodeIsolation(stored);
  const cells = new Float64Array(features.length);
  return {
    outputs: 1,
    scoreRow(row, out) {
      for (let column = 0; column < cells.length; column++) cells[column] = numberValue(features[column]!, row[column]);
      out[0] = oddness(model, cells);
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const numbers = columns.map(numbersOf);
      const out = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < cells.length; column++) cells[column] = numbers[column]![row]!;
        out[row] = oddness(model, cells);
      }
      return out;
    },
  };
}

/** 2^(-mean path / c(sample)) of Liu, Ting and Zhou 2008. */
function oddness({ roots, feature, value, left, missing, sample }: IsolationModel, cells: Float64Array): number {
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree]!;
    for (let at = feature[node]!; at >= 0; at = feature[node]!) {
      const cell = cells[at]!;
      node = left[node]! + (Number.isNaN(cell) ? missing[node]! : cell <= value[node]! ? 0 : 1);
    }
    sum += value[node]!;
  }
  return exp((-Math.LN2 * sum) / (roots.length * meanPath(sample)));
}

function numbersOf(column: FeatureColumn): Float64Array {
  if (column.kind === 'number') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'numbers only in such trees' });
}
