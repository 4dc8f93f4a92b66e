// The loss at the scores so far, in blocks of 4096 rows that the threads deal among themselves and the host adds in order.
// A block's sums: loss 0, error 8, weight 16, on 24 bytes.
import { exp, log } from './numeric';
import { blockSums, heldLabel, heldRows, heldScore, heldWeight, heldWeighted, label, LOG_LOSS, loss, me, outputs, rows, score, SOFTMAX, SUM_BLOCK, threads, weight, weighted } from './layout';

let lossSum: f64 = 0;
let errorSum: f64 = 0;
let weightSum: f64 = 0;

/** Training rows. */
export function trainLoss(): void {
  lossOf(rows, score, label, weight, weighted, blockSums);
}

/** Held-out rows, behind the training rows' blocks. */
export function heldLoss(): void {
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
      for (let row = from; row < to; row++) {
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
    const p = 1 / (1 + exp(-load<f64>(at)));
    lossSum -= w * log(max<f64>(1e-15, truth == 1 ? p : 1 - p));
  } else if (loss == SOFTMAX) {
    addClasses(at, column, <i32>truth, w);
  } else {
    const miss = load<f64>(at) - truth;
    lossSum += w * (miss * miss);
  }
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
