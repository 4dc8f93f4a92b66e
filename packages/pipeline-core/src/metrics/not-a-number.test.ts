import { describe, expect, it } from 'vitest';
import { binaryMetrics } from './binary-metrics';
import { oneVsRestAuc } from './multiclass-metrics';
import { judgedRows } from './prediction-set';

describe('a prediction that is not a number', () => {
  it('is refused by metrics that walk over scores in their order', () => {
    expect(() => binaryMetrics({ actual: [0, 1], scores: [0.5, Number.NaN] })).toThrow('got NaN as the score of row 1');
    const probabilities = [0.5, 0.5, Number.NaN, 1];
    expect(() => oneVsRestAuc({ actual: [0, 1], probabilities, classes: 2 })).toThrow('got NaN as the score of row 1');
  });

  it('leaves its row out, in whichever number of the answer it stands', () => {
    const predicted = Float64Array.from([0.2, 0.3, 0.5, 0.2, 0.8, Number.NaN, Number.NaN, 0.5, 0.5]);
    const set = { task: 'multiclass' as const, actual: Int32Array.of(0, 1, 2), predicted, classes: ['a', 'b', 'c'] };
    expect(judgedRows(set, null, 0)).toEqual([0]);
  });
});
