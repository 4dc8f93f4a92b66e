// Derivatives of the loss at the scores so far, four rows at a time, as small whole numbers with stochastic rounding:
// `gradient:i16 << 48 | hessian:u16 << 32 | row:u32`. The random part is a hash of (seed, row).
import { exp, exp4 } from './numeric';
import {
  label,
  levels,
  LOG_LOSS,
  loss,
  outputs,
  POISSON,
  prob,
  QUANTILE,
  rows,
  score,
  SOFTMAX,
  weight,
  weighted,
} from './layout';
import { gradientScale, hessianScale, quantile } from './limits';

/** Four doubles from `at` on as floats. */
// @ts-ignore: decorator
@inline
export function demote4(at: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(at));
  const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}

/** Probabilities of all classes for rows `from` to `to`, as floats, class after class: once per round. */
export function softmax(from: i32, to: i32): void {
  const column = <usize>rowsPadded() << 3;
  const probColumn = <usize>rowsPadded() << 2;
  for (let row = from; row < to; row += 4) {
    const at = score + (<usize>row << 3);
    const out = prob + (<usize>row << 2);
    let most = demote4(at);
    for (let k = 1; k < outputs; k++) most = f32x4.max(most, demote4(at + <usize>k * column));
    let sum = f32x4.splat(0);
    for (let k = 0; k < outputs; k++) {
      const e = exp4(f32x4.sub(demote4(at + <usize>k * column), most));
      v128.store(out + <usize>k * probColumn, e);
      sum = f32x4.add(sum, e);
    }
    for (let k = 0; k < outputs; k++) {
      const place = out + <usize>k * probColumn;
      v128.store(place, f32x4.div(v128.load(place), sum));
    }
  }
}

/** Rows rounded up to 4: columns of scores and probabilities begin at multiples of it. */
// @ts-ignore: decorator
@inline
export function rowsPadded(): i32 {
  return (rows + 3) & ~3;
}

/** Writes the elements of rows `from` to `to` (rounded up to 4) to `target`, the tree being for one output. */
export function quantise(from: i32, to: i32, output: i32, seed: i32, target: usize): void {
  const perGradient = f32x4.splat(<f32>(1 / gradientScale));
  const perHessian = f32x4.splat(<f32>(1 / hessianScale));
  const one = f32x4.splat(1);
  const factor = f32x4.splat(loss == SOFTMAX ? <f32>outputs / <f32>(outputs - 1) : 1);
  const scores = score + ((<usize>output * rowsPadded()) << 3);
  const probs = prob + ((<usize>output * rowsPadded()) << 2);
  let place = target;
  for (let row = from; row < to; row += 4) {
    const truth = demote4(label + (<usize>row << 3));
    let g: v128;
    let h: v128;
    if (loss == LOG_LOSS) {
      const s = demote4(scores + (<usize>row << 3));
      const p = f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(s))));
      g = f32x4.sub(p, truth);
      h = f32x4.mul(p, f32x4.sub(one, p));
    } else if (loss == SOFTMAX) {
      const p = v128.load(probs + (<usize>row << 2));
      const own = v128.and(f32x4.eq(truth, f32x4.splat(<f32>output)), one);
      g = f32x4.sub(p, own);
      h = f32x4.mul(factor, f32x4.mul(p, f32x4.sub(one, p)));
    } else if (loss == POISSON) {
      h = exp4(demote4(scores + (<usize>row << 3)));
      g = f32x4.sub(h, truth);
    } else if (loss == QUANTILE) {
      const over = f32x4.ge(residual4(scores, row), f32x4.splat(0));
      g = v128.bitselect(f32x4.splat(<f32>(1 - quantile)), f32x4.splat(<f32>-quantile), over);
      h = one;
    } else {
      g = residual4(scores, row);
      h = one;
    }
    if (weighted) {
      const w = v128.load(weight + (<usize>row << 2));
      g = f32x4.mul(g, w);
      h = f32x4.mul(h, w);
    }
    store4(row, seed, f32x4.mul(g, perGradient), f32x4.mul(h, perHessian), place);
    place += 32;
  }
}

/** Score minus target, taken in double precision. */
// @ts-ignore: decorator
@inline
function residual4(scores: usize, row: i32): v128 {
  const at = <usize>row << 3;
  const low = f64x2.sub(v128.load(scores + at), v128.load(label + at));
  const high = f64x2.sub(v128.load(scores + at, 16), v128.load(label + at, 16));
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** Rounds four scaled derivatives by the bits of their rows; a hessian of at least 1 keeps every filled cell from 0. */
// @ts-ignore: decorator
@inline
function store4(row: i32, seed: i32, g: v128, h: v128, place: usize): void {
  const ids = i32x4.add(i32x4.splat(row), i32x4(0, 1, 2, 3));
  let x = v128.xor(i32x4.mul(ids, i32x4.splat(0x9e3779b1)), i32x4.splat(seed));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x846ca68b));
  x = v128.xor(x, i32x4.shr_u(x, 16));
  const unit = f32x4.splat(1.0 / 65536.0);
  const u = f32x4.mul(f32x4.convert_i32x4_s(v128.and(x, i32x4.splat(0xffff))), unit);
  const v = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(x, 16)), unit);
  const most = i32x4.splat(levels);
  let gq = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(g, u)));
  gq = i32x4.max_s(i32x4.min_s(gq, most), i32x4.neg(most));
  let hq = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(h, v)));
  hq = i32x4.max_s(i32x4.min_s(hq, i32x4.splat(2 * levels)), i32x4.splat(1));
  const high = v128.or(i32x4.shl(gq, 16), hq);
  v128.store(place, v128.shuffle<i32>(ids, high, 0, 4, 1, 5));
  v128.store(place, v128.shuffle<i32>(ids, high, 2, 6, 3, 7), 16);
}

/** Largest |answer - target| * weight of rows `from` to `to`, for losses without a bound. */
export function largestResidual(from: i32, to: i32): f64 {
  let most: f64 = 0;
  for (let row = from; row < to; row++) {
    const w: f64 = weighted ? <f64>load<f32>(weight + (<usize>row << 2)) : 1;
    most = max<f64>(most, abs<f64>(answerAt(score, row) - load<f64>(label + (<usize>row << 3))) * w);
  }
  return most;
}

/** Largest expected count * weight of rows `from` to `to`. */
export function largestCount(from: i32, to: i32): f64 {
  let most: f64 = 0;
  for (let row = from; row < to; row++) {
    const w: f64 = weighted ? <f64>load<f32>(weight + (<usize>row << 2)) : 1;
    most = max<f64>(most, answerAt(score, row) * w);
  }
  return most;
}

/** What a score stands for: itself, or e^score where counts are expected. */
// @ts-ignore: decorator
@inline
export function answerAt(scores: usize, row: i32): f64 {
  const s = load<f64>(scores + (<usize>row << 3));
  return loss == POISSON ? exp(s) : s;
}
