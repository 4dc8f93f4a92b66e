// Features that may only rise or fall: a leaf's value stays between bounds, and a split by such a feature bounds what comes
// of its children by the mean of their values (as LightGBM's "basic" method does).
import { gradientOf, hessianOf } from './layout';
import { l1, l2, softThreshold } from './limits';
import { leafAt, setBounds } from './leaves';

/** Value of a side in quantised units, inside the bounds. */
// @ts-ignore: decorator
@inline
export function boundedValue(g: f64, h: f64, more: f64, low: f64, high: f64): f64 {
  return max<f64>(low, min<f64>(high, -softThreshold(g, l1) / (h + more)));
}

/** What a value is worth: G^2 / (H + l2) where it is the best one, less where a bound holds it back. */
// @ts-ignore: decorator
@inline
export function worthOf(value: f64, g: f64, h: f64, more: f64): f64 {
  return -(2 * g * value + (h + more) * value * value + 2 * l1 * abs<f64>(value));
}

/** Leaf `a` holds the bounds of both still. Direction 1: the right side must not be lower; -1: not higher; 0: any. */
export function boundChildren(a: i32, b: i32, direction: i32): void {
  const low = load<f64>(leafAt(a), 112);
  const high = load<f64>(leafAt(a), 120);
  setBounds(b, low, high);
  if (direction == 0) return;
  const left = valueOfLeaf(a, low, high);
  const right = valueOfLeaf(b, low, high);
  const middle = (left + right) / 2;
  setBounds(a, direction > 0 ? low : middle, direction > 0 ? middle : high);
  setBounds(b, direction > 0 ? middle : low, direction > 0 ? high : middle);
}

function valueOfLeaf(leaf: i32, low: f64, high: f64): f64 {
  const sum = load<i64>(leafAt(leaf), 24);
  return boundedValue(gradientOf(sum), hessianOf(sum), l2, low, high);
}
