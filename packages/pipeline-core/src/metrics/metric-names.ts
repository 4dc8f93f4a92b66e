type MetricFacts = { label: string; direction: 'higher' | 'lower' };

/** Every metric an evaluation may hold, with the words people see and which way is better. */
const metricFacts = {
  auc: { label: 'ROC AUC', direction: 'higher' },
  prAuc: { label: 'PR AUC', direction: 'higher' },
  accuracy: { label: 'Accuracy', direction: 'higher' },
  balancedAccuracy: { label: 'Balanced accuracy', direction: 'higher' },
  precision: { label: 'Precision', direction: 'higher' },
  recall: { label: 'Recall', direction: 'higher' },
  f1: { label: 'F1', direction: 'higher' },
  f1Macro: { label: 'F1 (macro)', direction: 'higher' },
  f1Weighted: { label: 'F1 (weighted)', direction: 'higher' },
  mcc: { label: 'MCC', direction: 'higher' },
  kappa: { label: "Cohen's kappa", direction: 'higher' },
  logLoss: { label: 'Log loss', direction: 'lower' },
  brier: { label: 'Brier score', direction: 'lower' },
  r2: { label: 'R²', direction: 'higher' },
  explainedVariance: { label: 'Explained variance', direction: 'higher' },
  rmse: { label: 'RMSE', direction: 'lower' },
  mae: { label: 'MAE', direction: 'lower' },
  medianAe: { label: 'Median absolute error', direction: 'lower' },
  mape: { label: 'MAPE', direction: 'lower' },
  smape: { label: 'Symmetric MAPE', direction: 'lower' },
  mase: { label: 'Error against a naive forecast (MASE)', direction: 'lower' },
  coverage: { label: 'Inside the interval', direction: 'higher' },
  silhouette: { label: 'Silhouette', direction: 'higher' },
  ndcg: { label: 'NDCG in the first 10', direction: 'higher' },
  precisionAt10: { label: 'Precision in the first 10', direction: 'higher' },
  recallAt10: { label: 'Recall in the first 10', direction: 'higher' },
  mapAt10: { label: 'Mean average precision in the first 10', direction: 'higher' },
  hitRateAt10: { label: 'Hit in the first 10', direction: 'higher' },
  popularNdcg: { label: 'NDCG of the most popular items', direction: 'higher' },
  overPopular: { label: 'NDCG above the most popular items', direction: 'higher' },
  itemCoverage: { label: 'Items offered to anybody', direction: 'higher' },
} as const satisfies Record<string, MetricFacts>;

export type MetricName = keyof typeof metricFacts;
export const metricNames = Object.keys(metricFacts) as MetricName[]; // keys() forgets the literal names

/** Whether a larger or a smaller value is better; unknown names count as "higher". */
export function metricDirection(name: string): 'higher' | 'lower' {
  return isMetricName(name) ? metricFacts[name].direction : 'higher';
}

/** Name as people write it; an unknown name is its own label. */
export function metricLabel(name: string): string {
  return isMetricName(name) ? metricFacts[name].label : name;
}

function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metricFacts, name);
}
