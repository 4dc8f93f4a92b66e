import { classScores, confusionCounts, predictedClasses } from './confusion-matrix';
import { descendingOrder, EPSILON, ratioOrZero, type WeightedMetrics, weightedMean } from './weighted-metrics';

export type MulticlassRows = {
  /** Class code per row. */
  actual: ArrayLike<number>;
  /** rows x classes, row-major. */
  probabilities: ArrayLike<number>;
  classes: number;
};

/** Multiclass metrics: accuracy, balancedAccuracy, f1Macro, f1Weighted, kappa, logLoss, auc (one against rest, macro). */
export function multiclassMetrics(rows: MulticlassRows): Record<string, number | null> {
  return prepareMulticlassMetrics(rows).evaluate(null);
}

/** `ranked: false` leaves AUC out, which needs a pass per class. */
export function prepareMulticlassMetrics(
  input: MulticlassRows,
  { ranked = true }: { ranked?: boolean } = {},
): WeightedMetrics {
  const { actual, probabilities, classes } = input;
  const rows = probabilities.length / classes;
  const predicted = predictedClasses(probabilities, classes);
  const loss = rowLosses(input);
  const columns = ranked ? Array.from({ length: classes }, (_, k) => sortColumn(input, k)) : [];

  function evaluate(weights: ArrayLike<number> | null): Record<string, number | null> {
    const counts = confusionCounts({ actual, predicted, classes, weights });
    const areas = columns.map((column) => columnAuc(column, weights));
    return {
      ...fromCounts(counts, classes),
      logLoss: weightedMean(loss, weights),
      ...(ranked ? { auc: macro(areas) } : {}),
    };
  }
  return { rows, classes: actual, evaluate };
}

/** One-against-rest AUC per class; null for a class without positive or without negative rows. */
export function oneVsRestAuc(input: MulticlassRows): (number | null)[] {
  return Array.from({ length: input.classes }, (_, k) => columnAuc(sortColumn(input, k), null));
}

/** Unweighted mean; defined only when every class is. */
function macro(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}

function fromCounts(counts: Float64Array, classes: number): Record<string, number | null> {
  const scores = classScores(counts, classes);
  const total = scores.reduce((sum, score) => sum + score.support, 0);
  if (total === 0) return {};
  let hits = 0;
  for (let k = 0; k < classes; k++) hits += counts[k * classes + k]!;
  const present = scores.filter((score) => score.support > 0);
  const touched = scores.filter((score) => score.support + score.predicted > 0);
  const chance = scores.reduce((sum, score) => sum + score.support * score.predicted, 0) / (total * total);
  const accuracy = hits / total;
  return {
    accuracy,
    balancedAccuracy: present.reduce((sum, score) => sum + score.recall, 0) / present.length,
    f1Macro: touched.reduce((sum, score) => sum + score.f1, 0) / touched.length,
    f1Weighted: scores.reduce((sum, score) => sum + score.f1 * score.support, 0) / total,
    kappa: chance === 1 ? null : ratioOrZero(accuracy - chance, 1 - chance),
  };
}

/** -ln of the true class's probability, rows renormalised, clipped at machine epsilon. */
function rowLosses({ actual, probabilities, classes }: MulticlassRows): Float64Array {
  const rows = probabilities.length / classes;
  const loss = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += probabilities[row * classes + k]!;
    const p = probabilities[row * classes + actual[row]!]! / sum;
    loss[row] = -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, p)));
  }
  return loss;
}

type SortedColumn = { order: Uint32Array; scores: Float64Array; hit: Uint8Array };

function sortColumn({ actual, probabilities, classes }: MulticlassRows, k: number): SortedColumn {
  const rows = probabilities.length / classes;
  const column = Float64Array.from({ length: rows }, (_, row) => probabilities[row * classes + k]!);
  const order = descendingOrder(column);
  return {
    order,
    scores: Float64Array.from(order, (row) => column[row]!),
    hit: Uint8Array.from(order, (row) => (actual[row] === k ? 1 : 0)),
  };
}

function columnAuc({ order, scores, hit }: SortedColumn, weights: ArrayLike<number> | null): number | null {
  let up = 0;
  let down = 0;
  let area = 0;
  for (let at = 0; at < scores.length; ) {
    const score = scores[at]!;
    let tied1 = 0;
    let tied0 = 0;
    for (; at < scores.length && scores[at] === score; at++) {
      const weight = weights === null ? 1 : weights[order[at]!]!;
      if (hit[at] === 1) tied1 += weight;
      else tied0 += weight;
    }
    area += tied0 * (up + tied1 / 2);
    up += tied1;
    down += tied0;
  }
  return up === 0 || down === 0 ? null : area / (up * down);
}
