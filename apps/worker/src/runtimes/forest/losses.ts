import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { argmax } from '@millrace/pipeline-core/metrics';
import type { TargetTask } from '../model-runtime';
import { log, sigmoid, softmaxInPlace } from './numeric';

/** What boosting needs of a loss: start scores, derivatives and their largest values, and the loss itself. */
export type Loss = {
  name: 'log loss' | 'squared error';
  /** Trees per round. */
  outputs: number;
  /** The hessian is the same for all rows (before weights). */
  constantHessian: boolean;
  /** Leaf values are renewed from exact sums instead of quantised ones. */
  exactLeaves: boolean;
  initialScores(rows: LossRows): Float64Array;
  /** Called once per round before `derivatives`; returns the mean loss at these scores. */
  prepare(rows: LossRows, scores: Float64Array): number;
  /** Fills gradient and hessian of one output. */
  derivatives(
    rows: LossRows,
    scores: Float64Array,
    output: number,
    gradient: Float64Array,
    hessian: Float64Array,
  ): void;
  /** Share of rows whose most likely class is wrong, at the scores last prepared; null where early stopping goes by the loss. */
  errorRate(rows: LossRows): number | null;
  /** Largest possible |gradient| and hessian, weights aside; null: take the maximum over the rows. */
  bounds: { gradient: number; hessian: number } | null;
};

/** Target (class code or number) and weight per row. */
export type LossRows = { target: Float64Array; weights: Float64Array | null; rows: number };

/** Scores are row-major: rows x outputs. */
export function createLoss(task: TargetTask, classes: number): Loss {
  switch (task) {
    case 'binary':
      return binaryLoss();
    case 'multiclass':
      return multiclassLoss(classes);
    case 'regression':
      return squaredLoss();
    default:
      return assertNever(task);
  }
}

/**
 * Mean of -ln p over the rows. Unweighted logarithms are taken of products of 16 factors, which never underflow as each
 * is at least 1e-15.
 */
function meanLogLoss({ weights, rows }: LossRows, truth: Float64Array): number {
  let sum = 0;
  if (weights !== null) {
    let total = 0;
    for (let row = 0; row < rows; row++) {
      sum -= weights[row]! * log(Math.max(1e-15, truth[row]!));
      total += weights[row]!;
    }
    return sum / total;
  }
  for (let first = 0; first < rows; first += 16) {
    const end = Math.min(first + 16, rows);
    let product = 1;
    for (let row = first; row < end; row++) product *= Math.max(1e-15, truth[row]!);
    sum -= log(product);
  }
  return sum / rows;
}

function binaryLoss(): Loss {
  let probability = new Float64Array(0);
  let truth = new Float64Array(0);
  return {
    name: 'log loss',
    outputs: 1,
    constantHessian: false,
    exactLeaves: false,
    errorRate: () => null,
    bounds: { gradient: 1, hessian: 0.25 },
    initialScores(rows) {
      const share = Math.min(1 - 1e-6, Math.max(1e-6, weightedMean(rows)));
      return Float64Array.of(log(share / (1 - share)));
    },
    prepare(rows, scores) {
      if (probability.length !== rows.rows) {
        probability = new Float64Array(rows.rows);
        truth = new Float64Array(rows.rows);
      }
      binaryProbabilities(scores, rows.target, probability, truth);
      return meanLogLoss(rows, truth);
    },
    derivatives({ target, weights, rows }, _scores, _output, gradient, hessian) {
      for (let row = 0; row < rows; row++) {
        const p = probability[row]!;
        const weight = weights === null ? 1 : weights[row]!;
        gradient[row] = weight * (p - target[row]!);
        hessian[row] = weight * p * (1 - p);
      }
    },
  };
}

/** P(1) per row, and the probability given to the row's own class. */
function binaryProbabilities(
  scores: Float64Array,
  target: Float64Array,
  probability: Float64Array,
  truth: Float64Array,
): void {
  for (let row = 0; row < probability.length; row++) {
    const p = sigmoid(scores[row]!);
    probability[row] = p;
    truth[row] = target[row] === 1 ? p : 1 - p;
  }
}

function multiclassLoss(classes: number): Loss {
  let probability = new Float64Array(0);
  let truth = new Float64Array(0);
  const factor = classes / (classes - 1);
  return {
    name: 'log loss',
    outputs: classes,
    constantHessian: false,
    exactLeaves: false,
    errorRate: (rows) => misclassified(rows, probability, classes),
    bounds: { gradient: 1, hessian: factor / 4 },
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
    prepare(rows, scores) {
      if (probability.length !== scores.length) {
        probability = new Float64Array(scores.length);
        truth = new Float64Array(rows.rows);
      }
      probability.set(scores);
      for (let row = 0; row < rows.rows; row++) {
        softmaxInPlace(probability, row * classes, classes);
        truth[row] = probability[row * classes + rows.target[row]!]!;
      }
      return meanLogLoss(rows, truth);
    },
    derivatives({ target, weights, rows }, _scores, output, gradient, hessian) {
      for (let row = 0; row < rows; row++) {
        const p = probability[row * classes + output]!;
        const weight = weights === null ? 1 : weights[row]!;
        gradient[row] = weight * (p - (target[row] === output ? 1 : 0));
        hessian[row] = weight * factor * p * (1 - p);
      }
    },
  };
}

function misclassified({ target, weights, rows }: LossRows, probability: Float64Array, classes: number): number {
  let wrong = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    if (argmax(probability, row * classes, classes) !== target[row]) wrong += weight;
    total += weight;
  }
  return wrong / total;
}

function squaredLoss(): Loss {
  return {
    name: 'squared error',
    outputs: 1,
    constantHessian: true,
    exactLeaves: true,
    errorRate: () => null,
    bounds: null,
    initialScores: (rows) => Float64Array.of(weightedMean(rows)),
    prepare({ target, weights, rows }, scores) {
      let sum = 0;
      let total = 0;
      for (let row = 0; row < rows; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        sum += weight * (scores[row]! - target[row]!) ** 2;
        total += weight;
      }
      return sum / total;
    },
    derivatives({ target, weights, rows }, scores, _output, gradient, hessian) {
      for (let row = 0; row < rows; row++) {
        const weight = weights === null ? 1 : weights[row]!;
        gradient[row] = weight * (scores[row]! - target[row]!);
        hessian[row] = weight;
      }
    },
  };
}

function weightedMean({ target, weights, rows }: LossRows): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    sum += weight * target[row]!;
    total += weight;
  }
  return sum / total;
}
