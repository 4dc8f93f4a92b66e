// The weighted quantile of a leaf's residuals, found without sorting them all.
import { elems, label, score, tmpLeft, tmpRight, weight, weighted } from './layout';
import { quantile } from './limits';

let keys: usize = 0;
let weights: usize = 0;

// @ts-ignore: decorator
@inline
function keyAt(at: i32): f64 {
  return load<f64>(keys + (<usize>at << 3));
}

// @ts-ignore: decorator
@inline
function weightAt(at: i32): f64 {
  return load<f64>(weights + (<usize>at << 3));
}

function swap(a: i32, b: i32): void {
  const key = keyAt(a);
  const own = weightAt(a);
  store<f64>(keys + (<usize>a << 3), keyAt(b));
  store<f64>(weights + (<usize>a << 3), weightAt(b));
  store<f64>(keys + (<usize>b << 3), key);
  store<f64>(weights + (<usize>b << 3), own);
}

/**
 * The smallest residual (target - score) at which so much of the weight of `count` elements from `from` on is reached. The
 * elements' places in the lists of the partition, which is over, hold residuals and weights: each leaf has its own.
 */
export function residualQuantile(from: i32, count: i32): f64 {
  if (count == 0) return 0;
  keys = tmpLeft + (<usize>from << 3);
  weights = tmpRight + (<usize>from << 3);
  let total: f64 = 0;
  for (let at = 0; at < count; at++) {
    const row = <usize>load<u32>(elems + (<usize>(from + at) << 3));
    const w: f64 = weighted ? <f64>load<f32>(weight + (row << 2)) : 1;
    store<f64>(keys + (<usize>at << 3), load<f64>(label + (row << 3)) - load<f64>(score + (row << 3)));
    store<f64>(weights + (<usize>at << 3), w);
    total += w;
  }
  return quickSelect(count, quantile * total);
}

/** Quickselect in three parts around a pivot: smaller, equal, larger. */
function quickSelect(count: i32, wanted: f64): f64 {
  let low = 0;
  let high = count - 1;
  let before: f64 = 0;
  while (low < high) {
    const pivot = keyAt(low + ((high - low) >> 1));
    let at = low;
    let below = low;
    let above = high;
    let smaller: f64 = 0;
    let equal: f64 = 0;
    while (at <= above) {
      const key = keyAt(at);
      if (key < pivot) {
        smaller += weightAt(at);
        swap(at++, below++);
      } else if (key > pivot) {
        swap(at, above--);
      } else {
        equal += weightAt(at++);
      }
    }
    if (wanted <= before + smaller && below > low) {
      high = below - 1;
    } else if (wanted <= before + smaller + equal) {
      return pivot;
    } else {
      before += smaller + equal;
      low = above + 1;
    }
  }
  return keyAt(min<i32>(low, count - 1));
}
