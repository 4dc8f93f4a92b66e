// Splits of a category feature; the rules of search-category.ts beside the kernels. Cells go by their bin codes: the
// levels, 254 other, 255 missing; empty ones take no part.
import { gradientOf, hessianOf, lastOf, scratch } from './layout';
import { categoryL2, categorySmooth, groupRows, l2, minRows } from './limits';
import { bestGain, gainOf, hessian, leafRows, leastHessian, place, takeSplit } from './candidate';

const ONE_AGAINST_REST: i32 = 4;
const MAX_GROUP: i32 = 32;
/** Last cell of the feature that is searched. */
let last: u32 = 255;

// @ts-ignore: decorator
@inline
function orderAt(at: i32): i32 {
  return load<i32>(scratch + (<usize>at << 2));
}

// @ts-ignore: decorator
@inline
function keyAt(at: i32): f64 {
  return load<f64>(scratch + 1024 + (<usize>at << 3));
}

// @ts-ignore: decorator
@inline
function setAt(at: i32, cell: i32, key: f64): void {
  store<i32>(scratch + (<usize>at << 2), cell);
  store<f64>(scratch + 1024 + (<usize>at << 3), key);
}

// @ts-ignore: decorator
@inline
function cellAt(cells: usize, cell: i32): i64 {
  return load<i64>(cells + (<usize>(<u32>cell & last) << 3));
}

/** `levels`: categories the feature keeps. */
export function searchCategory(cells: usize, levels: i32, feature: i32): void {
  last = lastOf(feature);
  let filled = 0;
  for (let cell = 0; cell < levels; cell++) {
    if (cellAt(cells, cell) != 0) setAt(filled++, cell, 0);
  }
  for (let cell = 254; cell < 256; cell++) {
    if (cellAt(cells, cell) != 0) setAt(filled++, cell, 0);
  }
  if (filled < 2) return;
  if (levels <= ONE_AGAINST_REST) {
    searchSingles(cells, filled, feature);
    return;
  }
  sortByRatio(cells, filled);
  searchPrefixes(cells, filled, 1, feature);
  searchPrefixes(cells, filled, -1, feature);
}

function searchSingles(cells: usize, filled: i32, feature: i32): void {
  const least = leastHessian(minRows);
  for (let at = 0; at < filled; at++) {
    const sum = cellAt(cells, orderAt(at));
    const hl = hessianOf(sum);
    if (hl < least || hessian - hl < least) continue;
    const gain = gainOf(gradientOf(sum), hl, l2);
    if (gain > bestGain) takeGroup(gain, feature, sum, at, 1, 1);
  }
}

/** Insertion sort: ascending G / (H + smooth), ties by cell. */
function sortByRatio(cells: usize, filled: i32): void {
  for (let at = 0; at < filled; at++) {
    const cell = orderAt(at);
    const sum = cellAt(cells, cell);
    const key = gradientOf(sum) / (hessianOf(sum) + categorySmooth);
    let to = at;
    for (; to > 0 && keyAt(to - 1) > key; to--) setAt(to, orderAt(to - 1), keyAt(to - 1));
    setAt(to, cell, key);
  }
}

/** Groups from the low end (direction 1) or the high end (-1): at most 32 cells, with extra L2. */
function searchPrefixes(cells: usize, filled: i32, direction: i32, feature: i32): void {
  const more = l2 + categoryL2;
  const least = leastHessian(minRows);
  const leastRest = leastHessian(max<f64>(minRows, groupRows));
  const leastGroup = groupRows * (hessian / leafRows);
  const first = direction == 1 ? 0 : filled - 1;
  const longest = min<i32>(MAX_GROUP, (filled + 1) >> 1);
  let sum: i64 = 0;
  let grouped: f64 = 0;
  for (let size = 1; size <= longest; size++) {
    const cell = cellAt(cells, orderAt(first + direction * (size - 1)));
    grouped += hessianOf(cell);
    sum += cell;
    const hl = hessianOf(sum);
    if (hessian - hl < leastRest) break;
    if (hl < least || grouped < leastGroup) continue;
    grouped = 0;
    const gain = gainOf(gradientOf(sum), hl, more);
    if (gain > bestGain) takeGroup(gain, feature, sum, first, direction, size);
  }
}

function takeGroup(gain: f64, feature: i32, sum: i64, first: i32, direction: i32, size: i32): void {
  takeSplit(gain, feature, -1, 0, sum);
  memory.fill(place + 32, 0, 32);
  for (let at = 0; at < size; at++) {
    const cell = orderAt(first + direction * at);
    const byte = place + 32 + (<usize>cell >> 3);
    const bit: u32 = 1 << (cell & 7);
    store<u8>(byte, <u8>(<u32>load<u8>(byte) | bit));
  }
}
