import { predictedClasses } from './confusion-matrix';
import { forecastWidth } from './forecast-metrics';
import { type PredictionSet, prepareMetrics, takeRows } from './prediction-set';
import { type WeightedMetrics, weightedMean } from './weighted-metrics';

/**
 * One metric of a set, ready for any of its rows. Of a mean over rows (accuracy of several classes, mean absolute error) every
 * row is judged once, whatever groups it is in and however many classes there are; of others all that belongs to the
 * task is prepared for each group.
 */
export function rowJudge(set: PredictionSet, metric: string): (places: readonly number[]) => WeightedMetrics {
  const values = rowValues(set, metric);
  if (values === null) return (places) => prepareMetrics(takeRows(set, places));
  return (places) => {
    const own = Float64Array.from(places, (row) => values[row]!);
    // A mean is defined in any resample: no class has to be in it.
    return { rows: own.length, classes: null, evaluate: (weights) => ({ [metric]: weightedMean(own, weights) }) };
  };
}

/** What each row adds to a metric that is a mean over rows; null for others. */
function rowValues(set: PredictionSet, metric: string): Float64Array | null {
  if (set.task === 'multiclass' && metric === 'accuracy') {
    const said = predictedClasses(set.predicted, set.classes.length);
    return Float64Array.from(said, (code, row) => Number(code === set.actual[row]));
  }
  if ((set.task === 'regression' || set.task === 'forecast') && metric === 'mae') {
    const width = set.task === 'forecast' ? forecastWidth : 1;
    return set.actual.map((value, row) => Math.abs(value - set.predicted[row * width]!));
  }
  return null;
}
