// The loss at the scores so far, in blocks of 4096 rows that the threads deal among themselves and the host adds in order.
// A block's sums: loss 0, error 8, weight 16, on 24 bytes.
import { demote4 } from './gradients';
import { exp, exp4, log } from './numeric';
import {
  blockSums,
  double,
  heldLabel,
  heldRows,
  heldScore,
  heldWeight,
  heldWeighted,
  label,
  LOG_LOSS,
  loss,
  me,
  outputs,
  POISSON,
  QUANTILE,
  rows,
  score,
  SOFTMAX,
  SUM_BLOCK,
  threads,
  weight,
  weighted,
} from './layout';

let lossSum: f64 = 0;
let errorSum: f64 = 0;
let weightSum: f64 = 0;

/** Sums of the training rows, behind them those of the held-out rows. */
export function judge(): void {
  lossOf(rows, score, label, weight, weighted, blockSums);
  const after = <usize>((rows + SUM_BLOCK - 1) / SUM_BLOCK) * 24;
  lossOf(heldRows, heldScore, heldLabel, heldWeight, heldWeighted, blockSums + after);
}

function lossOf(count: i32, scores: usize, labels: usize, weights: usize, withWeights: bool, target: usize): void {
  const column = <usize>((count + 3) & ~3) << 3;
  let block = 0;
  for (let from = 0; from < count; from += SUM_BLOCK) {
    if (block % threads == me) {
      lossSum = 0;
      errorSum = 0;
      weightSum = 0;
      const to = min<i32>(from + SUM_BLOCK, count);
      let row = loss == LOG_LOSS && !withWeights ? addFours(scores, labels, from, to) : from;
      for (; row < to; row++) {
        const at = <usize>row;
        const w: f64 = withWeights ? <f64>load<f32>(weights + (at << 2)) : 1;
        addRow(scores + (at << 3), column, load<f64>(labels + (at << 3)), w);
      }
      const place = target + <usize>block * 24;
      store<f64>(place, lossSum);
      store<f64>(place, errorSum, 8);
      store<f64>(place, weightSum, 16);
    }
    block++;
  }
}

function addRow(at: usize, column: usize, truth: f64, w: f64): void {
  weightSum += w;
  if (loss == LOG_LOSS) {
    const margin = truth == 1 ? load<f64>(at) : -load<f64>(at);
    lossSum += w * (max<f64>(-margin, 0) + log(1 + exp(-abs<f64>(margin))));
  } else if (loss == SOFTMAX) {
    addClasses(at, column, <i32>truth, w);
  } else if (loss == POISSON) {
    // Deviance: 0 where the expected count is the target.
    const s = load<f64>(at);
    const least = truth > 0 ? truth * log(truth) - truth : 0;
    lossSum += w * 2 * (exp(s) - truth * s + least);
  } else if (loss == QUANTILE) {
    const miss = truth - load<f64>(at);
    // 7: 2 makes the absolute error of the quantile loss of one half.
    lossSum += w * double(7) * (miss >= 0 ? double(5) * miss : (double(5) - 1) * miss);
  } else {
    const miss = load<f64>(at) - truth;
    lossSum += w * (miss * miss);
  }
}

/** Factors of a product of (1 + e^-|margin|) before its logarithm is taken: each is at most 2, four lanes come together. */
const FACTORS: i32 = 128;

/**
 * Log loss of two classes, `max(-margin, 0) + ln(1 + e^-|margin|)`, four rows at a time with one logarithm for many rows.
 * Returns the first row that is left over.
 */
function addFours(scores: usize, labels: usize, from: i32, to: i32): i32 {
  const one = f64x2.splat(1);
  let low = one;
  let high = one;
  let linear = f64x2.splat(0);
  let factors = 0;
  let row = from;
  for (; row + 4 <= to; row += 4) {
    const s = demote4(scores + (<usize>row << 3));
    const y = demote4(labels + (<usize>row << 3));
    const margin = f32x4.mul(s, f32x4.sub(f32x4.add(y, y), f32x4.splat(1)));
    const short = f32x4.max(f32x4.neg(margin), f32x4.splat(0));
    const e = exp4(f32x4.neg(f32x4.abs(margin)));
    linear = f64x2.add(linear, f64x2.promote_low_f32x4(short));
    linear = f64x2.add(linear, f64x2.promote_low_f32x4(v128.shuffle<i32>(short, short, 2, 3, 2, 3)));
    low = f64x2.mul(low, f64x2.add(one, f64x2.promote_low_f32x4(e)));
    high = f64x2.mul(high, f64x2.add(one, f64x2.promote_low_f32x4(v128.shuffle<i32>(e, e, 2, 3, 2, 3))));
    factors++;
    if (factors == FACTORS) {
      lossSum += logOfLanes(f64x2.mul(low, high));
      low = one;
      high = one;
      factors = 0;
    }
  }
  lossSum += logOfLanes(f64x2.mul(low, high));
  lossSum += f64x2.extract_lane(linear, 0) + f64x2.extract_lane(linear, 1);
  weightSum += <f64>(row - from);
  return row;
}

// @ts-ignore: decorator
@inline
function logOfLanes(product: v128): f64 {
  return log(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
}

function addClasses(at: usize, column: usize, truth: i32, w: f64): void {
  let most = load<f64>(at);
  let chosen = 0;
  for (let k = 1; k < outputs; k++) {
    const value = load<f64>(at + <usize>k * column);
    if (value > most) {
      most = value;
      chosen = k;
    }
  }
  let sum: f64 = 0;
  let own: f64 = 0;
  for (let k = 0; k < outputs; k++) {
    const e = exp(load<f64>(at + <usize>k * column) - most);
    if (k == truth) own = e;
    sum += e;
  }
  lossSum -= w * log(max<f64>(1e-15, own / sum));
  if (chosen != truth) errorSum += w;
}
