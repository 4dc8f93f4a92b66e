import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { TargetTask } from '../model-runtime';
import { exp, log, sigmoid, softmaxInPlace } from './numeric';
import type { ForestParams } from './params';

export const lossNames = ['log loss', 'squared error', 'absolute error', 'quantile loss', 'Poisson deviance'] as const;
export type LossName = (typeof lossNames)[number];

/** What boosting needs of a loss beside the kernels: its name, start scores, largest derivatives, and the loss itself. */
export type Loss = {
  name: LossName;
  /** Trees per round. */
  outputs: number;
  /** Leaf values are renewed from exact sums instead of quantised ones. */
  exactLeaves: boolean;
  /** Largest step of a leaf before the learning rate. */
  longestStep: number;
  initialScores(rows: LossRows): Float64Array;
  /** The mean loss at these scores (rows x outputs, row-major), in plain loops; the kernels take it themselves. */
  mean(rows: LossRows, scores: Float64Array): number;
  /** Largest possible |gradient| and hessian, weights aside; null: the kernels take the maximum over the rows. */
  bounds: { gradient: number; hessian: number } | null;
};

/** Target (class code or number) and weight per row. */
export type LossRows = { target: Float64Array; weights: Float64Array | null; rows: number };

/** The loss of a task; for numbers the one that the settings name. */
export function createLoss(
  task: TargetTask,
  classes: number,
  params: Pick<ForestParams, 'loss' | 'quantile'> = { loss: 'squared', quantile: 0.5 },
): Loss {
  switch (task) {
    case 'binary':
      return binaryLoss;
    case 'multiclass':
      return multiclassLoss(classes);
    case 'regression':
      return numberLoss(params);
    default:
      return assertNever(task);
  }
}

function numberLoss({ loss, quantile }: Pick<ForestParams, 'loss' | 'quantile'>): Loss {
  switch (loss) {
    case 'squared':
      return squaredLoss;
    case 'absolute':
      return quantileLoss('absolute error', 0.5, 2);
    case 'quantile':
      return quantileLoss('quantile loss', quantile, 1);
    case 'poisson':
      return poissonLoss;
    default:
      return assertNever(loss);
  }
}

const binaryLoss: Loss = {
  name: 'log loss',
  outputs: 1,
  exactLeaves: false,
  longestStep: Number.POSITIVE_INFINITY,
  bounds: { gradient: 1, hessian: 0.25 },
  initialScores(rows) {
    const share = Math.min(
      1 - 1e-6,
      Math.max(
        1e-6,
        weightedMean(rows, (target) => target),
      ),
    );
    return Float64Array.of(log(share / (1 - share)));
  },
  mean: (rows, scores) =>
    weightedMean(rows, (target, row) => {
      const p = sigmoid(scores[row]!);
      return -log(Math.max(1e-15, target === 1 ? p : 1 - p));
    }),
};

function multiclassLoss(classes: number): Loss {
  return {
    name: 'log loss',
    outputs: classes,
    exactLeaves: false,
    longestStep: Number.POSITIVE_INFINITY,
    bounds: { gradient: 1, hessian: classes / (classes - 1) / 4 },
    initialScores(rows) {
      const share = new Float64Array(classes);
      let total = 0;
      for (let row = 0; row < rows.rows; row++) {
        const weight = rows.weights === null ? 1 : rows.weights[row]!;
        share[rows.target[row]!]! += weight;
        total += weight;
      }
      return share.map((count) => log(Math.max(count / total, 1e-6)));
    },
    mean(rows, scores) {
      const shares = scores.slice();
      return weightedMean(rows, (target, row) => {
        softmaxInPlace(shares, row * classes, classes);
        return -log(Math.max(1e-15, shares[row * classes + target]!));
      });
    },
  };
}

const squaredLoss: Loss = {
  name: 'squared error',
  outputs: 1,
  exactLeaves: true,
  longestStep: Number.POSITIVE_INFINITY,
  bounds: null,
  initialScores: (rows) => Float64Array.of(weightedMean(rows, (target) => target)),
  mean: (rows, scores) => weightedMean(rows, (target, row) => (scores[row]! - target) ** 2),
};

/** Half of the deviance less what does not depend on the answer is e^s - y s (McCullagh & Nelder 1989, 2.3). */
const poissonLoss: Loss = {
  name: 'Poisson deviance',
  outputs: 1,
  exactLeaves: true,
  // A Newton step of a leaf with many more counts than expected would overshoot e-fold; XGBoost holds it back alike.
  longestStep: 0.7,
  bounds: null,
  initialScores: (rows) =>
    Float64Array.of(
      log(
        Math.max(
          1e-6,
          weightedMean(rows, (target) => target),
        ),
      ),
    ),
  mean: (rows, scores) =>
    weightedMean(rows, (target, row) => {
      const least = target > 0 ? target * log(target) - target : 0;
      return 2 * (exp(scores[row]!) - target * scores[row]! + least);
    }),
};

/** Pinball loss (Koenker & Bassett 1978) times a factor: 2 makes the absolute error of that of one half. */
function quantileLoss(name: LossName, quantile: number, factor: number): Loss {
  return {
    name,
    outputs: 1,
    exactLeaves: false,
    longestStep: Number.POSITIVE_INFINITY,
    bounds: { gradient: Math.max(quantile, 1 - quantile), hessian: 1 },
    initialScores: (rows) => Float64Array.of(weightedQuantile(rows, quantile)),
    mean: (rows, scores) =>
      weightedMean(rows, (target, row) => {
        const miss = target - scores[row]!;
        return factor * (miss >= 0 ? quantile * miss : (quantile - 1) * miss);
      }),
  };
}

/** The smallest target at which so much of the weight is reached. */
function weightedQuantile({ target, weights, rows }: LossRows, quantile: number): number {
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => target[a]! - target[b]! || a - b);
  const weightOf = (row: number) => (weights === null ? 1 : weights[row]!);
  const wanted = quantile * order.reduce((sum, row) => sum + weightOf(row), 0);
  let reached = 0;
  for (const row of order) {
    reached += weightOf(row);
    if (reached >= wanted && weightOf(row) > 0) return target[row]!;
  }
  return target[order.at(-1) ?? 0] ?? 0;
}

function weightedMean({ target, weights, rows }: LossRows, of: (target: number, row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * of(target[row]!, row);
    total += weight;
  }
  return sum / total;
}
