// The leaf under search and its best split so far. A later candidate must have strictly more gain: ties go to the first.
import { gradientOf, hessianOf } from './layout';
import { l1, leafScore, maxDepth, minHessian, minRows, softThreshold } from './limits';

export let gradient: f64 = 0;
export let hessian: f64 = 0;
export let leafRows: f64 = 0;
export let ownScore: f64 = 0;
/** Where the best is kept: gain 0, feature 8, cut 12, missing left 16, left sum 24, mask of a group 32-63. */
export let place: usize = 0;
export let bestGain: f64 = 0;

export function beginSearch(total: i64, count: i32, target: usize): void {
  gradient = gradientOf(total);
  hessian = hessianOf(total);
  leafRows = <f64>count;
  ownScore = leafScore(gradient, hessian);
  place = target;
  // Rounding noise of two scores lies far below this.
  bestGain = ownScore * 1e-10;
  store<f64>(target, bestGain);
  store<i32>(target, -1, 8);
}

export function mayBeSplit(depth: i32): bool {
  return depth < maxDepth && leafRows >= 2 * minRows && hessian != 0;
}

/** Keeps a better split; `cut` -1 for a group of categories, whose mask the caller writes. */
export function takeSplit(gain: f64, feature: i32, cut: i32, missingLeft: i32, left: i64): void {
  bestGain = gain;
  store<f64>(place, gain);
  store<i32>(place, feature, 8);
  store<i32>(place, cut, 12);
  store<i32>(place, missingLeft, 16);
  store<i64>(place, left, 24);
}

/** Hessian that stands for `count` rows of this leaf. */
// @ts-ignore: decorator
@inline
export function leastHessian(count: f64): f64 {
  return max<f64>(minHessian, (count - 1e-9) / (leafRows / hessian));
}

/** Gain of a left side against the rest, with `more` as L2. */
// @ts-ignore: decorator
@inline
export function gainOf(gl: f64, hl: f64, more: f64): f64 {
  const left = softThreshold(gl, l1);
  const right = softThreshold(gradient - gl, l1);
  const a = hl + more;
  const b = hessian - hl + more;
  return (left * left * b + right * right * a) / (a * b) - ownScore;
}
