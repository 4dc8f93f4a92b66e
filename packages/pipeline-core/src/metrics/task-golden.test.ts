import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import {
  evaluatePredictions,
  evaluationSchema,
  forecastMetrics,
  foundAt,
  gainCurve,
  naiveError,
  prepareMetrics,
  rankingMetrics,
  rocCurve,
  silhouetteSample,
  silhouetteValues,
} from './index';

/*
 * Reference values were computed with scikit-learn 1.9.1 and numpy 2.4.6 (the versions of scripts/bench/peers), on the
 * numbers as they stand here: mean_absolute_percentage_error, mean_absolute_error, silhouette_samples, ndcg_score; sMAPE and
 * MASE, which it does not have, by numpy from their formulas.
 */
describe('a forecast', () => {
  const actual = [112, 118, 132, 129, 121, 135];
  const mean = [110, 120, 130, 131, 125, 130];
  const predicted = mean.flatMap((value) => [value, value - 4, value + 4]);
  const learned = [100, 104, 101, 107, 110, 108, 112, 115];

  it('has the errors of scikit-learn, sMAPE and coverage', () => {
    const metrics = forecastMetrics({ actual, predicted });
    expect(metrics.mae).toBeCloseTo(2.8333333333333335, 12);
    expect(metrics.mape).toBeCloseTo(0.022592762466121602, 12);
    expect(metrics.smape).toBeCloseTo(0.02262211765401399, 12);
    expect(metrics.coverage).toBeCloseTo(5 / 6, 12);
    expect(metrics.mase).toBeNull();
    expect(forecastMetrics({ actual: [0], predicted: [0, 0, 0] }).smape).toBe(0);
  });

  it('is measured against the naive and the seasonal naive forecast', () => {
    const scaled = (season: number) => forecastMetrics({ actual, predicted, scale: naiveError(learned, season)! }).mase;
    expect(scaled(1)).toBeCloseTo(0.7933333333333333, 12);
    expect(scaled(4)).toBeCloseTo(0.3434343434343434, 12);
    expect(naiveError(learned, 8)).toBeNull();
    expect(forecastMetrics({ actual, predicted, scale: 0 }).mase).toBeNull();
  });
});

describe('groups', () => {
  const points = [0, 0, 1, 0, 0, 1, 5, 5, 6, 5, 5, 6, 9, 0, 2, 2];
  const groups = [0, 0, 0, 1, 1, 1, 2, 0];

  it('have the silhouettes of scikit-learn, 0 for a row alone in its group', () => {
    const golden = [
      0.7872149116049242, 0.7751890108530527, 0.7751890108530527, 0.8341622249021181, 0.792982894910579,
      0.821779408489569, 0, 0.4874150629701534,
    ];
    silhouetteValues({ points, width: 2, groups }).forEach((value, row) => {
      expect(value).toBeCloseTo(golden[row]!, 12);
    });
    const set = { task: 'clustering' as const, points: Float64Array.from(points), width: 2 };
    const metrics = prepareMetrics({ ...set, predicted: Float64Array.from(groups) });
    expect(metrics.evaluate(null).silhouette).toBeCloseTo(0.6592415655729311, 12);
    const one = prepareMetrics({ ...set, predicted: new Float64Array(8) });
    expect(one.evaluate(null).silhouette).toBeNull();
  });

  it('leave out rows of no group, and take the same sample of many rows each time', () => {
    const with9 = { points: [...points, 50, 50], width: 2, groups: [...groups, -1] };
    expect(silhouetteSample(with9).groups).toHaveLength(8);
    const random = createRandom(3);
    const many = {
      points: Float64Array.from({ length: 6000 }, () => random.normal()),
      width: 2,
      groups: Float64Array.from({ length: 3000 }, (_, row) => row % 2),
    };
    const sample = silhouetteSample(many);
    expect(sample.groups).toHaveLength(2000);
    expect(silhouetteSample(many)).toEqual(sample);
  });

  it('are judged without a target, with the surest group first', () => {
    const predictions = {
      task: 'clustering' as const,
      points: Float64Array.from(points),
      width: 2,
      predicted: Float64Array.from(groups),
    };
    const evaluation = evaluatePredictions({ target: '', predictions, assigned: null, seed: 1, resamples: 50 });
    expect(evaluation.parts.test.rows).toBe(8);
    expect(evaluation.curves.silhouettes!.map(({ group, rows }) => [group, rows])).toEqual([
      [1, 3],
      [0, 4],
      [2, 1],
    ]);
    expect(evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
  });
});

describe('an order of preference', () => {
  const worth = [
    [3, 2, 0, 1, 0],
    [0, 0, 1, 0, 2],
  ];
  const scores = [
    [0.9, 0.8, 0.7, 0.6, 0.5],
    [0.1, 0.4, 0.4, 0.2, 0.3],
  ];
  const rank = (lists: number[]) =>
    rankingMetrics({
      actual: lists.flatMap((list) => worth[list]!),
      scores: lists.flatMap((list) => scores[list]!),
      lists: lists.flatMap((list) => Array.from({ length: 5 }, () => list)),
    });

  it('has the NDCG of scikit-learn, equal scores sharing their places', () => {
    expect(rank([0]).ndcg).toBeCloseTo(0.9854419388428785, 12);
    expect(rank([1]).ndcg).toBeCloseTo(0.6900468833579672, 12);
    expect(rank([0, 1]).ndcg).toBeCloseTo((0.9854419388428785 + 0.6900468833579672) / 2, 12);
  });

  it('recalls what stands in the first 10 places, and leaves out lists without any worth', () => {
    const actual = Array.from({ length: 12 }, (_, row) => (row === 0 || row === 11 ? 1 : 0));
    const falling = Array.from({ length: 12 }, (_, row) => -row);
    const lists = new Array<number>(12).fill(4);
    expect(rankingMetrics({ actual, scores: falling, lists }).recallAt10).toBe(0.5);
    const silent = rankingMetrics({ actual: [0, 0], scores: [1, 2], lists: [1, 1] });
    expect(silent).toEqual({ ndcg: null, recallAt10: null });
  });
});

describe('odd rows', () => {
  it('are judged by the order of their scores alone, where it is known which are odd', () => {
    const set = {
      task: 'anomaly' as const,
      actual: Int32Array.from([0, 0, 1, 1, 0, 1, 0, 1, -1]),
      predicted: Float64Array.from([0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9, 5], (score) => score * 10),
    };
    const evaluation = evaluatePredictions({ target: 'odd', predictions: set, assigned: null, seed: 1, resamples: 0 });
    expect(evaluation.parts.test.rows).toBe(8);
    expect(Object.keys(evaluation.parts.test.metrics)).toEqual(['auc', 'prAuc']);
    expect(evaluation.parts.test.metrics.auc).toBeCloseTo(0.8125, 12);
    expect(evaluation.parts.test.metrics.prAuc).toBeCloseTo(0.8166666667, 9);
  });
});

describe('gain', () => {
  const actual = [0, 0, 1, 1, 0, 1, 0, 1];
  const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9];

  it('finds along the true positive rate what the ROC curve finds', () => {
    const gain = gainCurve({ actual, scores });
    expect(gain.found).toEqual(rocCurve({ actual, scores }).tpr);
    expect(gain.share).toEqual([0, 1 / 8, 2 / 8, 5 / 8, 6 / 8, 7 / 8, 1]);
    expect(foundAt(gain, 0.25)).toBe(0.5);
    expect(foundAt(gain, 0.4375)).toBeCloseTo(0.625, 12);
    expect([foundAt(gain, 0), foundAt(gain, 1)]).toEqual([0, 1]);
  });
});
