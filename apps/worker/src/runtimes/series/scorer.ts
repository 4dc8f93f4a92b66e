import { stepOf } from '@millrace/pipeline-core/series';
import { damagedModel } from '../damaged-model';
import type { FeatureColumn, RowScorer, StoredModel } from '../model-runtime';
import { categoryValue, checkColumns, numberValue } from '../row-values';
import { decodeForecast } from './stored-forecast';

/** Mean, low and high end of the interval. */
const OUTPUTS = 3;

/**
 * A scorer that looks a row up by its time, and by its series if there are several. NaN before the series begins, beyond
 * the last step that was looked ahead, and for a series that was not learned.
 */
export function loadForecast(stored: StoredModel): RowScorer {
  const series = new Map(decodeForecast(stored).map((one) => [one.name, one]));
  const [time, name] = stored.features;
  if (time === undefined || stored.features.length > 2) {
    throw damagedModel({ seen: `${stored.features.length} features`, expected: 'a time, and perhaps a series' });
  }
  const answer = (at: { time: number; name: string | null }, out: Float64Array, offset: number) => {
    const one = series.get(at.name);
    const step = one === undefined || Number.isNaN(at.time) ? -1 : stepOf(one.grid, at.time);
    out[offset] = one?.means[step] ?? Number.NaN;
    out[offset + 1] = one?.lows[step] ?? Number.NaN;
    out[offset + 2] = one?.highs[step] ?? Number.NaN;
  };
  return {
    outputs: OUTPUTS,
    scoreRow(row, out) {
      const of = name === undefined ? null : categoryValue(name, row[1]);
      answer({ time: numberValue(time, row[0]), name: of }, out, 0);
    },
    scoreBlock(columns, rows) {
      checkColumns(stored.features, columns);
      const times = timesOf(columns[0]);
      const names = namesOf(columns[1]);
      const out = new Float64Array(rows * OUTPUTS);
      for (let row = 0; row < rows; row++) {
        answer({ time: times[row]!, name: names?.[row] ?? null }, out, row * OUTPUTS);
      }
      return out;
    },
  };
}

function timesOf(column: FeatureColumn | undefined): Float64Array {
  if (column?.kind === 'number') return column.values;
  throw damagedModel({ seen: 'a time that is no number', expected: 'times as numbers' });
}

function namesOf(column: FeatureColumn | undefined): readonly (string | null)[] | null {
  if (column === undefined) return null;
  if (column.kind === 'category') return column.values;
  throw damagedModel({ seen: `a ${column.kind} feature "${column.name}"`, expected: 'names of series' });
}
