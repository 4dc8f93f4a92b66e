// The leaf under search and its best split so far. A later candidate must have strictly more gain: ties go to the first.
import { boundedValue, worthOf } from './bounds';
import { constrained, gradientOf, hessianOf } from './layout';
import { l1, l2, leafScore, maxDepth, minHessian, minRows, softThreshold } from './limits';

export let gradient: f64 = 0;
export let hessian: f64 = 0;
export let leafRows: f64 = 0;
export let ownScore: f64 = 0;
/** Where the best is kept: gain 0, feature 8, cut 12, missing left 16, left sum 24, mask of a group 32-63. */
export let place: usize = 0;
export let bestGain: f64 = 0;
let low: f64 = 0;
let high: f64 = 0;

/** Begins with a leaf of this thread's table (leaves.ts). */
export function beginSearch(leaf: usize, target: usize): void {
  gradient = gradientOf(load<i64>(leaf, 24));
  hessian = hessianOf(load<i64>(leaf, 24));
  leafRows = <f64>load<i32>(leaf, 4);
  ownScore = leafScore(gradient, hessian);
  if (constrained) {
    low = load<f64>(leaf, 112);
    high = load<f64>(leaf, 120);
    ownScore = worthOf(boundedValue(gradient, hessian, l2, low, high), gradient, hessian, l2);
  }
  place = target;
  // Rounding noise of two scores lies far below this.
  bestGain = abs<f64>(ownScore) * 1e-10;
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

/** Whether neither bounds nor L1 have a part in gains. */
export function isPlain(): bool {
  return !constrained && l1 == 0;
}

/** Gain of a left side against the rest, with `more` as L2. */
// @ts-ignore: decorator
@inline
export function gainOf(gl: f64, hl: f64, more: f64): f64 {
  if (constrained) return boundedGain(gl, hl, more);
  const left = softThreshold(gl, l1);
  const right = softThreshold(gradient - gl, l1);
  const a = hl + more;
  const b = hessian - hl + more;
  return (left * left * b + right * right * a) / (a * b) - ownScore;
}

function boundedGain(gl: f64, hl: f64, more: f64): f64 {
  const left = boundedValue(gl, hl, more, low, high);
  const right = boundedValue(gradient - gl, hessian - hl, more, low, high);
  return worthOf(left, gl, hl, more) + worthOf(right, gradient - gl, hessian - hl, more) - ownScore;
}

/** Whether the sides of a cut go the other way than their feature may: 1 rising, -1 falling. */
export function goesWrong(gl: f64, hl: f64, direction: i32): bool {
  const left = boundedValue(gl, hl, l2, low, high);
  const right = boundedValue(gradient - gl, hessian - hl, l2, low, high);
  return direction > 0 ? left > right : left < right;
}
