import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { TargetTask } from '../model-runtime';
import { log, sigmoid, softmaxInPlace } from './numeric';

/** What boosting needs of a loss beside the kernels: its name, start scores, largest derivatives, and the loss itself. */
export type Loss = {
  name: 'log loss' | 'squared error';
  /** Trees per round. */
  outputs: number;
  /** Leaf values are renewed from exact sums instead of quantised ones. */
  exactLeaves: boolean;
  initialScores(rows: LossRows): Float64Array;
  /** The mean loss at these scores (rows x outputs, row-major), in plain loops; the kernels take it themselves. */
  mean(rows: LossRows, scores: Float64Array): number;
  /** Largest possible |gradient| and hessian, weights aside; null: the kernels take the maximum over the rows. */
  bounds: { gradient: number; hessian: number } | null;
};

/** Target (class code or number) and weight per row. */
export type LossRows = { target: Float64Array; weights: Float64Array | null; rows: number };

export function createLoss(task: TargetTask, classes: number): Loss {
  switch (task) {
    case 'binary':
      return binaryLoss;
    case 'multiclass':
      return multiclassLoss(classes);
    case 'regression':
      return squaredLoss;
    default:
      return assertNever(task);
  }
}

const binaryLoss: Loss = {
  name: 'log loss',
  outputs: 1,
  exactLeaves: false,
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
  bounds: null,
  initialScores: (rows) => Float64Array.of(weightedMean(rows, (target) => target)),
  mean: (rows, scores) => weightedMean(rows, (target, row) => (scores[row]! - target) ** 2),
};

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
