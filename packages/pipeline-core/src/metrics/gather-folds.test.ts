import { describe, expect, it } from 'vitest';
import { binaryMetrics } from './binary-metrics';
import { foldInterval, foldScores } from './gather-folds';

describe('metrics over folds', () => {
  const scores = Float64Array.of(0.1, 0.4, 0.35, 0.8);
  const auc = (...actual: number[]) => binaryMetrics({ actual: Int32Array.from(actual), scores }).auc ?? null;

  it('leave a fold of one class without a figure, and the others count', () => {
    const folds = [auc(0, 0, 1, 1), auc(0, 0, 0, 0), auc(0, 1, 0, 1)];
    expect(folds).toEqual([0.75, null, 1]);
    const gathered = foldScores(folds);
    expect(gathered).toMatchObject({ mean: 0.875, values: [0.75, null, 1] });
    expect(foldInterval(gathered)).not.toBeNull();
  });

  it('have no figure where no fold has one', () => {
    expect(foldScores([null, null]).mean).toBeNull();
    expect(foldInterval(foldScores([null, 0.7]))).toBeNull();
  });
});
