import { damagedModel } from '../damaged-model';
import type { FeatureColumn, FeatureSpec, MeasuredBy, RowScorer } from '../model-runtime';
import { knownColumns, type Query } from '../neighbours/points';
import { checkColumns, numberValue } from '../row-values';

/**
 * A scorer with one number per row: what `answer` says of it. Missing cells are unknown to it, so that distances are
 * taken over the others.
 */
export function comparedScorer(
  features: readonly FeatureSpec[],
  { centre, factor }: MeasuredBy,
  answer: (query: Query) => number,
): RowScorer {
  const cells = new Float64Array(features.length);
  const ask = () => {
    for (let column = 0; column < cells.length; column++)
      cells[column] = (cells[column]! - centre[column]!) * factor[column]!;
    return answer({ cells, known: knownColumns(cells) });
  };
  return {
    outputs: 1,
    measuredBy: { centre, factor },
    scoreRow(row, out) {
      for (let column = 0; column < cells.length; column++) cells[column] = numberValue(features[column]!, row[column]);
      out[0] = ask();
    },
    scoreBlock(columns, rows) {
      checkColumns(features, columns);
      const numbers = columns.map(numbersOf);
      const out = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < cells.length; column++) cells[column] = numbers[column]![row]!;
        out[row] = ask();
      }
      return out;
    },
  };
}

function numbersOf(column: FeatureColumn): Float64Array {
  if (column.kind === 'number') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'numbers only among groups' });
}
