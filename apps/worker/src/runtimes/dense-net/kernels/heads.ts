// What a net makes of its last sums: the loss of each row, and its gradient by the sums, which is answer - target, times the
// row's weight and `share`. The heads of heads.ts, in the order kernel-plan.ts numbers them.
import { exp4, log } from '../../forest/kernels/numeric';
import { BINARY, head, lossSum, MULTICLASS, outputs, pieceTargets, pieceWeights, setLossSum } from './layout';

/** Of `count` rows of sums; `deltas` lie as they do. Padding columns of the deltas are and stay 0. */
export function judgeSums(sums: usize, deltas: usize, stride: usize, count: i32, share: f32): void {
  if (head == MULTICLASS) {
    for (let row = 0; row < count; row++)
      judgeShares(sums + <usize>row * stride, deltas + <usize>row * stride, row, share);
    return;
  }
  for (let row = 0; row < count; row += 4)
    judgeFour(sums + <usize>row * stride, deltas + <usize>row * stride, stride, row, share);
}

/** Four rows with one sum each. */
function judgeFour(sums: usize, deltas: usize, stride: usize, row: i32, share: f32): void {
  let s = v128.load32_zero(sums);
  s = v128.load32_lane(sums + stride, s, 1);
  s = v128.load32_lane(sums + 2 * stride, s, 2);
  s = v128.load32_lane(sums + 3 * stride, s, 3);
  const truth = v128.load(pieceTargets() + (<usize>row << 2));
  const weight = v128.load(pieceWeights() + (<usize>row << 2));
  let loss: v128;
  let away: v128;
  if (head == BINARY) {
    const one = f32x4.splat(1);
    const e = exp4(f32x4.neg(f32x4.abs(s)));
    // Of the class the sum speaks for; 1 - share would lose the small ones.
    const sure = f32x4.div(one, f32x4.add(one, e));
    const unsure = f32x4.div(e, f32x4.add(one, e));
    const p = v128.bitselect(unsure, sure, f32x4.lt(s, f32x4.splat(0)));
    // -log p of the class: softplus(s) - t s.
    loss = f32x4.add(f32x4.sub(f32x4.max(s, f32x4.splat(0)), f32x4.mul(truth, s)), logOnePlus4(e));
    away = f32x4.sub(p, truth);
  } else {
    away = f32x4.sub(s, truth);
    loss = f32x4.mul(away, away);
  }
  addLosses(f32x4.mul(loss, weight));
  const delta = f32x4.mul(away, f32x4.mul(weight, f32x4.splat(share)));
  v128.store32_lane(deltas, delta, 0);
  v128.store32_lane(deltas + stride, delta, 1);
  v128.store32_lane(deltas + 2 * stride, delta, 2);
  v128.store32_lane(deltas + 3 * stride, delta, 3);
}

/** log(1 + e) of four floats from 0 to 1, within 3 units in the last place: the atanh series at e / (2 + e). */
// @ts-ignore: decorator
@inline
function logOnePlus4(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  let sum = f32x4.splat(<f32>(1.0 / 15));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(<f32>(1.0 / 13)));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(<f32>(1.0 / 11)));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(<f32>(1.0 / 9)));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(<f32>(1.0 / 7)));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(<f32>(1.0 / 5)));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(<f32>(1.0 / 3)));
  sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(1));
  return f32x4.mul(f32x4.add(s, s), sum);
}

// @ts-ignore: decorator
@inline
function addLosses(losses: v128): void {
  let sum = lossSum();
  sum += <f64>f32x4.extract_lane(losses, 0);
  sum += <f64>f32x4.extract_lane(losses, 1);
  sum += <f64>f32x4.extract_lane(losses, 2);
  sum += <f64>f32x4.extract_lane(losses, 3);
  setLossSum(sum);
}

/** One row with a sum per class. The deltas hold e^(sum - largest) until their sum is known. */
function judgeShares(sums: usize, deltas: usize, row: i32, share: f32): void {
  const stop = sums + (<usize>outputs << 2);
  let most = load<f32>(sums);
  for (let at = sums + 4; at < stop; at += 4) most = max<f32>(most, load<f32>(at));
  let total: f64 = 0;
  for (let at = 0; at < outputs; at += 4) {
    const e = exp4(f32x4.sub(v128.load(sums + (<usize>at << 2)), f32x4.splat(most)));
    v128.store(deltas + (<usize>at << 2), v128.and(e, real4(at)));
    total += <f64>f32x4.extract_lane(e, 0);
    if (at + 1 < outputs) total += <f64>f32x4.extract_lane(e, 1);
    if (at + 2 < outputs) total += <f64>f32x4.extract_lane(e, 2);
    if (at + 3 < outputs) total += <f64>f32x4.extract_lane(e, 3);
  }
  const weight = load<f32>(pieceWeights() + (<usize>row << 2));
  const truth = <usize>load<f32>(pieceTargets() + (<usize>row << 2)) << 2;
  const loss = log(total) + (<f64>most - <f64>load<f32>(sums + truth));
  setLossSum(lossSum() + loss * <f64>weight);
  const factor = weight * share;
  const perTotal = f32x4.splat(<f32>(<f64>factor / total));
  for (let at = 0; at < outputs; at += 4)
    v128.store(deltas + (<usize>at << 2), f32x4.mul(v128.load(deltas + (<usize>at << 2)), perTotal));
  store<f32>(deltas + truth, load<f32>(deltas + truth) - factor);
}

/** All ones in the lanes, counted from output `at`, that are classes. */
// @ts-ignore: decorator
@inline
function real4(at: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(at), i32x4(0, 1, 2, 3)), i32x4.splat(outputs));
}
