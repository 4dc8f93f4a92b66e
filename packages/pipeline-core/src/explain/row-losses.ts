import { assertNever } from '../exhaustive';
import { forecastWidth } from '../metrics/forecast-metrics';
import type { ClassPredictions, PredictionSet } from '../metrics/prediction-set';

/** How far the answer of each row is off, larger is worse, and the word for it. */
export type RowLosses = { name: 'squared error of the probability' | 'absolute error'; values: Float64Array };

/**
 * Loss of each row. Classes: half the sum over the classes of (probability - truth)^2, from 0 to 1, which for two classes is
 * the row's part of the Brier score: it stays in bounds, where one bold error would outweigh all others in a log loss.
 * Numbers: the absolute error. Null where there is no truth to be off from.
 */
export function rowLosses(set: PredictionSet): RowLosses | null {
  switch (set.task) {
    case 'binary':
    case 'multiclass':
      return { name: 'squared error of the probability', values: classLosses(set) };
    case 'regression':
      return { name: 'absolute error', values: set.actual.map((value, row) => Math.abs(value - set.predicted[row]!)) };
    case 'forecast': {
      const values = set.actual.map((value, row) => Math.abs(value - set.predicted[row * forecastWidth]!));
      return { name: 'absolute error', values };
    }
    case 'clustering':
    case 'anomaly':
    case 'ranking':
      return null;
    default:
      return assertNever(set);
  }
}

function classLosses({ actual, predicted, classes }: ClassPredictions): Float64Array {
  const width = classes.length;
  return Float64Array.from(actual, (code, row) => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += (predicted[row * width + k]! - (k === code ? 1 : 0)) ** 2;
    return sum / 2;
  });
}
