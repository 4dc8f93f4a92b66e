import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { type PredictionSet, prepareMetrics, takeRows } from './prediction-set';
import { rowJudge } from './row-judge';

const rows = 60;
const random = createRandom(4);
const numbers = (count: number) => Float64Array.from({ length: count }, () => random.next());

const classes = ['a', 'b', 'c', 'd'];
const several: PredictionSet = {
  ...{ task: 'multiclass', actual: Int32Array.from({ length: rows }, () => random.int(4)), classes },
  predicted: numbers(rows * 4),
};
const two: PredictionSet = {
  ...{ task: 'binary', actual: Int32Array.from({ length: rows }, () => random.int(2)), classes: ['no', 'yes'] },
  predicted: numbers(rows * 2),
};
const regression: PredictionSet = { task: 'regression', actual: numbers(rows), predicted: numbers(rows) };
const forecast: PredictionSet = { task: 'forecast', actual: numbers(rows), predicted: numbers(rows * 3) };

describe('one metric of some rows', () => {
  const places = Array.from({ length: rows / 2 }, (_, at) => rows - 1 - at * 2);
  const weights = places.map((_, at) => at % 3);

  it.each([
    ['accuracy', several],
    ['mae', regression],
    ['mae', forecast],
  ] as const)('is what all metrics together say it is, alone: %s', (metric, set) => {
    const [alone, all] = [rowJudge(set, metric)(places), prepareMetrics(takeRows(set, places))];
    for (const some of [null, weights]) {
      const found = alone.evaluate(some);
      expect(Object.keys(found)).toEqual([metric]);
      expect(found[metric]).toBeCloseTo(all.evaluate(some)[metric] ?? Number.NaN, 12);
    }
  });

  it('is one of all of them where it is no mean over rows', () => {
    expect(rowJudge(two, 'auc')(places).evaluate(null)).toEqual(prepareMetrics(takeRows(two, places)).evaluate(null));
  });
});
