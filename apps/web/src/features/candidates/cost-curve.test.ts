import { costAt, evaluatePredictions } from '@millrace/pipeline-core/metrics';
import { describe, expect, it } from 'vitest';
import { cheapest, costAtThreshold, costCurve } from './cost-curve';

const actual = [0, 0, 1, 1, 0, 1, 0, 1];
const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9];
const evaluation = evaluatePredictions({
  target: 'left',
  predictions: {
    task: 'binary',
    actual: Int32Array.from(actual),
    predicted: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
    classes: ['no', 'yes'],
  },
  assigned: null,
  seed: 1,
  resamples: 0,
});

describe('what errors cost over the threshold', () => {
  it('is what counting them row by row says', () => {
    const costs = { falseAlarm: 2, missed: 5 };
    const points = costCurve(evaluation, costs);
    expect(points.map(({ threshold }) => threshold)).toEqual([0.1, 0.2, 0.35, 0.4, 0.8, 0.9, 1]);
    for (const { threshold, cost } of points) expect(cost).toBeCloseTo(costAt({ actual, scores, costs, threshold }), 9);
    expect(costAtThreshold(points, 0.5)).toBeCloseTo(costAt({ actual, scores, costs, threshold: 0.5 }), 9);
    expect(costAtThreshold(points, 0.95)).toBeCloseTo(2.5, 9);
    expect(costAtThreshold(points, 1.1)).toBeNull();
  });

  it('is least where the dearer error is rare', () => {
    expect(cheapest(costCurve(evaluation, { falseAlarm: 1, missed: 20 }))?.threshold).toBe(0.35);
    expect(cheapest(costCurve(evaluation, { falseAlarm: 20, missed: 1 }))?.threshold).toBe(0.8);
    expect(cheapest(costCurve({ ...evaluation, curves: {} }, { falseAlarm: 1, missed: 1 }))).toBeNull();
  });
});
