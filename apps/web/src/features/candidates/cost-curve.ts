import type { Evaluation } from '@millrace/pipeline-core/metrics';

export type CostPoint = { threshold: number; cost: number };

/**
 * What the errors on the judged rows cost, per row, at each threshold of the ROC curve, lowest first: missed x share of
 * positives x share not found + falseAlarm x share of the others x share of them flagged. Empty where there is no curve.
 */
export function costCurve(evaluation: Evaluation, costs: { falseAlarm: number; missed: number }): CostPoint[] {
  const { roc, precisionRecall } = evaluation.curves;
  if (roc === undefined || precisionRecall === undefined) return [];
  const { prevalence } = precisionRecall;
  const highest = roc.thresholds[1] ?? 1;
  const points = roc.thresholds.flatMap((drawn, at) => {
    // The first point flags no row; where the highest score leaves room, a threshold of 1 does that.
    const threshold = drawn ?? (highest < 1 ? 1 : null);
    if (threshold === null) return [];
    const missed = costs.missed * prevalence * (1 - (roc.tpr[at] ?? 0));
    const alarms = costs.falseAlarm * (1 - prevalence) * (roc.fpr[at] ?? 0);
    return [{ threshold, cost: missed + alarms }];
  });
  return points.reverse();
}

/** Where the errors cost least; the highest such threshold, which flags the fewest rows. */
export function cheapest(points: readonly CostPoint[]): CostPoint | null {
  return points.reduce<CostPoint | null>(
    (best, point) => (best === null || point.cost <= best.cost ? point : best),
    null,
  );
}

/** The cost at a threshold: that of the lowest one drawn that is not below it. */
export function costAtThreshold(points: readonly CostPoint[], threshold: number): number | null {
  return points.find((point) => point.threshold >= threshold)?.cost ?? null;
}
