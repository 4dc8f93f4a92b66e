import { describe, expect, it } from 'vitest';
import {
  binaryMetrics,
  calibrationCurve,
  multiclassMetrics,
  oneVsRestAuc,
  precisionRecallCurve,
  regressionMetrics,
  rocCurve,
} from './index';

/** Reference values of scikit-learn 1.9. */
describe('binary golden vector', () => {
  const actual = [0, 0, 1, 1, 0, 1, 0, 1];
  const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9];

  it('has the metrics of scikit-learn', () => {
    const metrics = binaryMetrics({ actual, scores });
    expect(metrics.auc).toBeCloseTo(0.8125, 12);
    expect(metrics.prAuc).toBeCloseTo(0.8166666667, 9);
    expect(metrics.brier).toBeCloseTo(0.1503125, 12);
    expect(metrics.logLoss).toBeCloseTo(0.4555965297, 9);
    expect(metrics.mcc).toBeCloseTo(0.5773502692, 9);
    expect(metrics.f1).toBeCloseTo(0.6666666667, 9);
    expect(metrics.balancedAccuracy).toBeCloseTo(0.75, 12);
    expect([metrics.accuracy, metrics.precision, metrics.recall]).toEqual([0.75, 1, 0.5]);
  });

  it('has its ROC and PR curves', () => {
    const roc = rocCurve({ actual, scores });
    expect(roc.fpr).toEqual([0, 0, 0, 0.5, 0.5, 0.75, 1]);
    expect(roc.tpr).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 1]);
    expect(roc.thresholds).toEqual([null, 0.9, 0.8, 0.4, 0.35, 0.2, 0.1]);
    const curve = precisionRecallCurve({ actual, scores });
    const golden = [0.5, 0.571429, 0.666667, 0.6, 1, 1, 1].reverse();
    curve.precision.forEach((value, at) => {
      expect(value).toBeCloseTo(golden[at]!, 6);
    });
    expect(curve.recall).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 1]);
    expect(curve.prevalence).toBe(0.5);
    let trapezoid = 0;
    for (let at = 1; at < 7; at++) {
      trapezoid +=
        ((curve.recall[at]! - curve.recall[at - 1]!) * (curve.precision[at]! + curve.precision[at - 1]!)) / 2;
    }
    expect(trapezoid).toBeCloseTo(0.8583333333, 9);
  });

  it('has the calibration error of 5 equal bins', () => {
    expect(calibrationCurve({ actual, scores, bins: 5 }).expectedError).toBeCloseTo(0.13125, 12);
  });
});

describe('multiclass golden vector', () => {
  const rows = {
    actual: [0, 1, 2, 2],
    probabilities: [0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.2, 0.2, 0.6, 0.5, 0.2, 0.3],
    classes: 3,
  };

  it('has the metrics of scikit-learn', () => {
    const metrics = multiclassMetrics(rows);
    expect(metrics.auc).toBeCloseTo(0.9583333333, 9);
    expect(metrics.logLoss).toBeCloseTo(0.7296928081, 9);
    expect(metrics.accuracy).toBe(0.75);
    expect(metrics.f1Macro).toBeCloseTo(0.7777777778, 9);
    expect(metrics.f1Weighted).toBeCloseTo(0.75, 12);
    expect(metrics.balancedAccuracy).toBeCloseTo(0.8333333333, 9);
    expect(metrics.kappa).toBeCloseTo(0.6363636364, 9);
  });

  it('weights the one-against-rest areas by support to .9375', () => {
    const areas = oneVsRestAuc(rows);
    expect((areas[0]! + areas[1]! + 2 * areas[2]!) / 4).toBeCloseTo(0.9375, 12);
  });

  it('has no AUC when a class is absent', () => {
    expect(
      multiclassMetrics({ actual: [0, 1], probabilities: [0.6, 0.3, 0.1, 0.2, 0.5, 0.3], classes: 3 }).auc,
    ).toBeNull();
  });
});

describe('regression golden vector', () => {
  it('has the metrics of scikit-learn', () => {
    const metrics = regressionMetrics({ actual: [3, -0.5, 2, 7], predicted: [2.5, 0, 2, 8] });
    expect(metrics.r2).toBeCloseTo(0.948608137, 9);
    expect(metrics.mae).toBeCloseTo(0.5, 12);
    expect(metrics.rmse).toBeCloseTo(0.6123724357, 9);
    expect(metrics.mape).toBeCloseTo(0.3273809524, 9);
    expect(metrics.medianAe).toBeCloseTo(0.5, 12);
    expect(metrics.explainedVariance).toBeCloseTo(0.9571734475, 9);
  });

  it('keeps R2 honest at the edges', () => {
    expect(regressionMetrics({ actual: [1], predicted: [1] }).r2).toBeNull();
    expect(regressionMetrics({ actual: [2, 2], predicted: [2, 2] }).r2).toBe(1);
    expect(regressionMetrics({ actual: [2, 2], predicted: [2, 3] }).r2).toBe(0);
  });
});

describe('conventions', () => {
  it('reports no AUC for one class and 0 for a zero division', () => {
    const metrics = binaryMetrics({ actual: [0, 0], scores: [0.1, 0.2] });
    expect(metrics.auc).toBeNull();
    expect(metrics.prAuc).toBeNull();
    expect(metrics.precision).toBe(0);
    expect(metrics.f1).toBe(0);
  });

  it('keeps log loss finite for a certain and wrong answer', () => {
    expect(binaryMetrics({ actual: [1, 0], scores: [0, 1] }).logLoss).toBeCloseTo(-Math.log(2 ** -52), 6);
  });
});
