import type { Evaluation } from '@millrace/pipeline-core/metrics';

export type ThresholdCounts = { found: number; missed: number; falseAlarms: number; leftAlone: number };

/** Counts at a threshold, read from the ROC curve: its points are exact, between two kept points the nearer lower one counts. */
export function countsAtThreshold(evaluation: Evaluation, threshold: number): ThresholdCounts | null {
  const { roc, precisionRecall } = evaluation.curves;
  if (roc === undefined || precisionRecall === undefined) return null;
  const { rows } = evaluation.parts[evaluation.part];
  const positives = Math.round(precisionRecall.prevalence * rows);
  const negatives = rows - positives;
  // Thresholds fall along the curve; the last point still at or above the threshold holds.
  let place = 0;
  for (const [index, value] of roc.thresholds.entries()) if (value === null || value >= threshold) place = index;
  const found = Math.round((roc.tpr[place] ?? 0) * positives);
  const falseAlarms = Math.round((roc.fpr[place] ?? 0) * negatives);
  return { found, missed: positives - found, falseAlarms, leftAlone: negatives - falseAlarms };
}
