import { exp, log } from '../forest/numeric';
import type { Objective } from './lbfgs';
import { denseCells, sparseCells } from './logistic-cells';
import type { SparseRows } from './sparse-rows';

export type LogisticRows = {
  /** Standardised: rows x width, row-major, or without zeros. */
  matrix: Float64Array | SparseRows;
  width: number;
  codes: Int32Array;
  weights: Float64Array | null;
  /** false: intercepts stay 0. */
  intercept: boolean;
};

/**
 * Mean log loss plus L2 of logistic regression. Binary: one linear function (of class 1); multinomial: one per class.
 * A point holds the coefficients of each function, then the intercepts. `l2` is one weight per coefficient.
 */
export function logisticObjective(rows: LogisticRows, outputs: number, l2: Float64Array | null): Objective {
  const { width, codes, weights } = rows;
  const features =
    rows.matrix instanceof Float64Array ? denseCells(rows.matrix, width) : sparseCells(rows.matrix, width);
  const count = codes.length;
  const total = weights === null ? count : weights.reduce((sum, weight) => sum + weight, 0);
  const linear = new Float64Array(outputs);

  return (point, gradient) => {
    gradient.fill(0);
    features.begin(point, outputs);
    const intercepts = outputs * width;
    let loss = 0;
    for (let row = 0; row < count; row++) {
      const weight = weights === null ? 1 : weights[row]!;
      if (weight === 0) continue;
      for (let output = 0; output < outputs; output++) linear[output] = point[intercepts + output]!;
      features.add(row, point, linear);
      loss += weight * (outputs === 1 ? binaryLoss(linear, codes[row]!) : multinomialLoss(linear, codes[row]!));
      for (let output = 0; output < outputs; output++) {
        linear[output] = (weight * linear[output]!) / total;
        if (rows.intercept) gradient[intercepts + output]! += linear[output]!;
      }
      features.spread(row, linear, gradient);
    }
    features.end(gradient);
    return loss / total + addL2(point, gradient, l2);
  };
}

function addL2(point: Float64Array, gradient: Float64Array, l2: Float64Array | null): number {
  if (l2 === null) return 0;
  let sum = 0;
  for (let i = 0; i < l2.length; i++) {
    sum += 0.5 * l2[i]! * point[i]! ** 2;
    gradient[i]! += l2[i]! * point[i]!;
  }
  return sum;
}

/** Loss of one row; leaves p - y in `linear`. ln(1 + e^z) without overflow. */
function binaryLoss(linear: Float64Array, code: number): number {
  const z = linear[0]!;
  const tail = exp(-Math.abs(z));
  const p = z >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
  linear[0] = p - code;
  return Math.max(z, 0) + log(1 + tail) - (code === 1 ? z : 0);
}

function multinomialLoss(linear: Float64Array, code: number): number {
  let most = linear[0]!;
  for (const value of linear) if (value > most) most = value;
  const own = linear[code]!;
  let sum = 0;
  for (let k = 0; k < linear.length; k++) {
    linear[k] = exp(linear[k]! - most);
    sum += linear[k]!;
  }
  for (let k = 0; k < linear.length; k++) linear[k]! /= sum;
  linear[code]! -= 1;
  return most + log(sum) - own;
}
