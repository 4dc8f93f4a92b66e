// Sums over rows (layout.ts, cellBytes) and what a set of rows is worth.
import { cellBytes, values } from './layout';

/** Adds an element to the sums at `place`. */
// @ts-ignore: decorator
@inline
export function addElement(place: usize, element: usize): void {
  store<f64>(place, load<f64>(place) + 1);
  const w = load<f64>(element, 8);
  store<f64>(place, load<f64>(place, 8) + w, 8);
  if (values == 1) {
    store<f64>(place, load<f64>(place, 16) + w * load<f64>(element, 16), 16);
    return;
  }
  const at = place + (<usize>load<u32>(element, 4) << 3);
  store<f64>(at, load<f64>(at, 16) + w, 16);
}

export function addSums(place: usize, other: usize): void {
  const end = cellBytes();
  for (let at: usize = 0; at < end; at += 8) store<f64>(place + at, load<f64>(place + at) + load<f64>(other + at));
}

export function clearSums(place: usize): void {
  memory.fill(place, 0, cellBytes());
}

/** Sum of S^2 / W: the larger, the more alike the rows are. Gini impurity and variance both fall by its gain. */
export function worthOf(place: usize): f64 {
  const w = load<f64>(place, 8);
  if (values == 1) return (load<f64>(place, 16) * load<f64>(place, 16)) / w;
  let sum: f64 = 0;
  for (let k = 0; k < values; k++) {
    const s = load<f64>(place + (<usize>k << 3), 16);
    sum += s * s;
  }
  return sum / w;
}

/** The same for the rows of `whole` that are not in `part`. */
export function worthOfRest(whole: usize, part: usize): f64 {
  const w = load<f64>(whole, 8) - load<f64>(part, 8);
  if (values == 1) {
    const s = load<f64>(whole, 16) - load<f64>(part, 16);
    return (s * s) / w;
  }
  let sum: f64 = 0;
  for (let k = 0; k < values; k++) {
    const at = <usize>k << 3;
    const s = load<f64>(whole + at, 16) - load<f64>(part + at, 16);
    sum += s * s;
  }
  return sum / w;
}
