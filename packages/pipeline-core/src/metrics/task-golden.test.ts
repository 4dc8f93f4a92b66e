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
  rankingRows,
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

describe('items for each user', () => {
  // A user, an item, what it is worth, its place in the list of the model and in that of the most popular; 0: not in it.
  const rows: [number, number, number, number, number][] = [
    ...[
      [0, 6, 1, 0, 7],
      [0, 9, 3, 0, 10],
      [0, 14, 3, 0, 0],
      [0, 17, 2, 2, 0],
      [0, 20, 1, 0, 0],
      [0, 23, 2, 5, 0],
    ],
    ...[
      [1, 3, 1, 10, 4],
      [1, 6, 3, 0, 7],
      [1, 10, 3, 0, 0],
      [1, 14, 3, 9, 0],
      [1, 15, 1, 6, 0],
      [1, 18, 3, 7, 0],
    ],
    ...[
      [1, 19, 2, 0, 0],
      [1, 21, 3, 0, 0],
      [1, 22, 2, 0, 0],
      [1, 23, 3, 8, 0],
      [2, 2, 3, 3, 3],
      [2, 8, 3, 0, 9],
    ],
    ...[
      [2, 16, 1, 2, 0],
      [2, 19, 1, 1, 0],
      [2, 21, 2, 0, 0],
      [2, 23, 1, 0, 0],
      [3, 1, 3, 0, 2],
      [3, 6, 3, 6, 7],
    ],
    ...[
      [3, 7, 1, 0, 8],
      [3, 13, 3, 4, 0],
      [3, 24, 1, 0, 0],
      [5, 0, 1, 0, 1],
      [5, 6, 1, 0, 7],
      [5, 17, 3, 9, 0],
    ],
    ...[
      [5, 24, 1, 0, 0],
      [4, 3, 0, 0, 4],
    ],
  ] as [number, number, number, number, number][];
  const offered = [
    ...[0, 17, 24, 21, 23, 13, 16, 4, 7, 11, 4, 8, 0, 17, 5, 15, 18, 23, 14, 3, 19, 16, 2, 20, 12, 22, 4, 13, 11, 5],
    ...[5, 0, 23, 13, 19, 6, 11, 14, 20, 17, 10, 0, 9, 14, 1, 19, 23, 5, 24, 11, 20, 14, 11, 1, 12, 16, 22, 21, 17, 9],
  ];
  const set = (of: typeof rows) => ({
    task: 'ranking' as const,
    actual: Float64Array.from(of, ([, , worth]) => worth),
    predicted: Float64Array.from(of, ([, , , place]) => place),
    popular: Float64Array.from(of, ([, , , , place]) => place),
    lists: Int32Array.from(of, ([user]) => user),
    items: Int32Array.from(of, ([, item]) => item),
    offered: Int32Array.from(offered),
    catalogue: 30,
  });
  const metrics = (of: typeof rows) => rankingMetrics(rankingRows(set(of)));

  it('are judged as by scikit-learn (ndcg_score, k = 10) and by numpy from the formulas', () => {
    const found = metrics(rows);
    expect(found.ndcg).toBeCloseTo(0.30721472370512315, 12);
    expect(found.popularNdcg).toBeCloseTo(0.27173421370404244, 12);
    expect(found.overPopular).toBeCloseTo(0.30721472370512315 - 0.27173421370404244, 12);
    expect(found.precisionAt10).toBeCloseTo(0.26, 12);
    expect(found.recallAt10).toBeCloseTo(0.39666666666666667, 12);
    expect(found.mapAt10).toBeCloseTo(0.19432539682539682, 12);
    expect(found.hitRateAt10).toBe(1);
    expect(found.itemCoverage).toBeCloseTo(25 / 30, 12);
  });

  it('count an item once however often it comes, and leave out users without anything worth finding', () => {
    expect(metrics([...rows, [0, 17, 2, 2, 0], [0, 17, 1, 2, 0]])).toEqual(metrics(rows));
    const silent = metrics([[4, 3, 0, 0, 4]]);
    expect(silent).toMatchObject({ ndcg: null, recallAt10: null, overPopular: null });
  });

  it('are resampled by user, without an interval for what is no mean over users', () => {
    const predictions = {
      ...set(rows),
      predicted: set(rows).predicted.map((place, row) => (row === 0 ? Number.NaN : place)),
    };
    const { parts, curves } = evaluatePredictions({
      target: 'item',
      predictions,
      assigned: null,
      seed: 1,
      resamples: 200,
    });
    expect(parts.test.rows).toBe(rows.length - 1);
    const { ndcg, overPopular, itemCoverage } = parts.test.intervals;
    expect(itemCoverage).toBeUndefined();
    expect(ndcg![0]).toBeLessThan(parts.test.metrics.ndcg!);
    expect(ndcg![1]).toBeGreaterThan(parts.test.metrics.ndcg!);
    // The difference is taken in each resample: narrower than two intervals apart, and on both sides of 0 with five users.
    expect(overPopular![0]).toBeLessThan(0);
    expect(overPopular![1]).toBeGreaterThan(0);
    expect(curves.places?.found).toHaveLength(10);
    expect(curves.places?.found.at(-1)).toBeCloseTo(parts.test.metrics.recallAt10!, 6);
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
