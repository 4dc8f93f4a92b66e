import { hashSeed } from '../seeded-random';
import { partCodes } from '../split/part-sizes';
import { bootstrapIntervals, defaultResamples, type PairedDifference, pairedBootstrap } from './bootstrap';
import type { Evaluation, PartEvaluation, ThresholdCost } from './evaluation';
import { evaluationCurves } from './evaluation-curves';
import { type PredictionSet, prepareMetrics, rowsIn, selectRows, takeRows } from './prediction-set';

export type EvaluateOptions = {
  target: string;
  predictions: PredictionSet;
  /** Part per row (codes of `partCodes`); null: there is no split and every row counts as test. */
  assigned: ArrayLike<number> | null;
  seed: number;
  /** Bootstrap resamples; by default 200 to 1,000 by the number of rows. 0: no intervals. */
  resamples?: number;
  /** How the threshold of two classes was found, where costs of errors chose it. */
  thresholdCost?: ThresholdCost;
};

/**
 * Judges predictions:
 * 1. rows without a known target or a finite prediction are left out;
 * 2. every part gets its metrics;
 * 3. the judged part (test, else validation, else train) also gets bootstrap intervals and curves.
 */
export function evaluatePredictions(options: EvaluateOptions): Evaluation {
  const { target, predictions, assigned, seed } = options;
  const sets = {
    train: selectPart(predictions, assigned, 'train'),
    validation: selectPart(predictions, assigned, 'validation'),
    test: selectPart(predictions, assigned, 'test'),
  };
  const part = (['test', 'validation', 'train'] as const).find((name) => rowsIn(sets[name]) > 0) ?? 'test';
  const judged = (name: keyof typeof sets) => evaluatePart(sets[name], name === part ? options : null);
  return {
    v: 1,
    task: predictions.task,
    target,
    ...classFacts(predictions),
    ...(options.thresholdCost === undefined ? {} : { thresholdCost: options.thresholdCost }),
    parts: { train: judged('train'), validation: judged('validation'), test: judged('test') },
    part,
    ...(assigned === null ? { unsplit: true as const } : {}),
    curves: evaluationCurves(sets[part], hashSeed(seed, 'residual sample')),
  };
}

function selectPart(
  set: PredictionSet,
  assigned: ArrayLike<number> | null,
  part: keyof typeof partCodes,
): PredictionSet {
  if (assigned === null) return part === 'test' ? selectRows(set, null, 0) : takeRows(set, []);
  return selectRows(set, assigned, partCodes[part]);
}

function evaluatePart(set: PredictionSet, intervals: { seed: number; resamples?: number } | null): PartEvaluation {
  const rows = rowsIn(set);
  if (rows === 0) return { rows, metrics: {}, intervals: {} };
  const metrics = prepareMetrics(set).evaluate(null);
  const resamples = intervals?.resamples ?? defaultResamples(rows);
  if (intervals === null || resamples === 0) return { rows, metrics, intervals: {} };
  const seed = hashSeed(intervals.seed, 'bootstrap');
  return { rows, metrics, intervals: bootstrapIntervals(prepareMetrics(set, resamples), { seed, resamples }) };
}

function classFacts(set: PredictionSet): Pick<Evaluation, 'classes' | 'positive' | 'threshold'> {
  if (!('classes' in set)) return {};
  if (set.task === 'multiclass') return { classes: [...set.classes] };
  return { classes: [...set.classes], positive: set.classes[set.positive ?? 1]!, threshold: set.threshold ?? 0.5 };
}

/** Difference of a metric (a minus b) between two models on the same rows, with its interval and whether it is a tie. */
export function comparePredictions(options: {
  a: PredictionSet;
  b: PredictionSet;
  metric: string;
  seed: number;
  resamples?: number;
  /** How many candidates are compared; 2 when left out. */
  among?: number;
}): PairedDifference {
  const { a, b, metric, seed, among = 2 } = options;
  const resamples = options.resamples ?? defaultResamples(rowsIn(a));
  return pairedBootstrap({
    a: prepareMetrics(a, resamples),
    b: prepareMetrics(b, resamples),
    metric,
    seed: hashSeed(seed, 'paired'),
    resamples,
    among,
  });
}
