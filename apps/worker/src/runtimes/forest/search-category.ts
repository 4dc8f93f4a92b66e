import { type Candidate, type LeafSums, type SearchLimits, softThreshold } from './search';

/** Features with at most this many categories are split one against the rest. */
const ONE_AGAINST_REST = 4;
/** Most categories in the smaller group. */
const MAX_GROUP = 32;

const order = new Int32Array(256);
const keys = new Float64Array(256);

/**
 * Splits of a category feature. `cellCount` cells: its levels, other, missing; empty ones take no part.
 * Few categories: each against the rest. Else (Fisher 1958, as LightGBM does it): cells in the order of
 * G / (H + smooth), prefixes from both ends, at most 32 cells and with extra L2.
 */
export function searchCategory(
  cells: Float64Array,
  from: number,
  cellCount: number,
  feature: number,
  leaf: LeafSums,
  limits: SearchLimits,
  best: Candidate,
): void {
  let filled = 0;
  for (let cell = 0; cell < cellCount; cell++) if (cells[from + cell] !== 0) order[filled++] = cell;
  if (filled < 2) return;
  // The levels decide, not the cells filled in this leaf, so that a feature is treated alike all over the tree.
  if (cellCount - 2 <= ONE_AGAINST_REST) {
    searchSingles(cells, from, filled, feature, leaf, limits, best);
    return;
  }
  sortByRatio(cells, from, filled, limits);
  searchPrefixes(cells, from, filled, 1, feature, leaf, limits, best);
  searchPrefixes(cells, from, filled, -1, feature, leaf, limits, best);
}

function searchSingles(
  cells: Float64Array,
  from: number,
  filled: number,
  feature: number,
  leaf: LeafSums,
  limits: SearchLimits,
  best: Candidate,
): void {
  const least = leastHessian(leaf, limits, limits.minRows);
  for (let at = 0; at < filled; at++) {
    const sum = cells[from + order[at]!]!;
    const gl = Math.floor(sum / limits.base);
    const hl = sum - gl * limits.base;
    if (hl < least || leaf.hessian - hl < least) continue;
    const gain = groupGain(gl, hl, leaf, limits.l1, limits.l2);
    if (gain > best.gain) take(best, gain, sum, feature, at, 1, 1);
  }
}

/** Insertion sort: ascending ratio, ties by cell. */
function sortByRatio(cells: Float64Array, from: number, filled: number, { base, categorySmooth }: SearchLimits): void {
  for (let at = 0; at < filled; at++) {
    const cell = order[at]!;
    const sum = cells[from + cell]!;
    const gradient = Math.floor(sum / base);
    const key = gradient / (sum - gradient * base + categorySmooth);
    let place = at;
    for (; place > 0 && keys[place - 1]! > key; place--) {
      keys[place] = keys[place - 1]!;
      order[place] = order[place - 1]!;
    }
    keys[place] = key;
    order[place] = cell;
  }
}

/** Groups from one end (direction 1: the low end, -1: the high end). */
function searchPrefixes(
  cells: Float64Array,
  from: number,
  filled: number,
  direction: 1 | -1,
  feature: number,
  leaf: LeafSums,
  limits: SearchLimits,
  best: Candidate,
): void {
  const l2 = limits.l2 + limits.categoryL2;
  const least = leastHessian(leaf, limits, limits.minRows);
  const leastRest = leastHessian(leaf, limits, Math.max(limits.minRows, limits.groupRows));
  const leastGroup = limits.groupRows * (leaf.hessian / leaf.rows);
  const first = direction === 1 ? 0 : filled - 1;
  const longest = Math.min(MAX_GROUP, (filled + 1) >> 1);
  let sum = 0;
  let grouped = 0;
  for (let size = 1; size <= longest; size++) {
    const cell = cells[from + order[first + direction * (size - 1)]!]!;
    grouped += cell - Math.floor(cell / limits.base) * limits.base;
    sum += cell;
    const gl = Math.floor(sum / limits.base);
    const hl = sum - gl * limits.base;
    if (leaf.hessian - hl < leastRest) break;
    if (hl < least || grouped < leastGroup) continue;
    grouped = 0;
    const gain = groupGain(gl, hl, leaf, limits.l1, l2);
    if (gain > best.gain) take(best, gain, sum, feature, first, direction, size);
  }
}

/** Hessian that stands for `rows` rows of this leaf. */
function leastHessian(leaf: LeafSums, limits: SearchLimits, rows: number): number {
  return Math.max(limits.minHessian, (rows - 1e-9) / (leaf.rows / leaf.hessian));
}

function groupGain(gl: number, hl: number, leaf: LeafSums, l1: number, l2: number): number {
  const left = softThreshold(gl, l1);
  const right = softThreshold(leaf.gradient - gl, l1);
  const a = hl + l2;
  const b = leaf.hessian - hl + l2;
  return (left * left * b + right * right * a) / (a * b) - leaf.score;
}

function take(
  best: Candidate,
  gain: number,
  sum: number,
  feature: number,
  first: number,
  direction: 1 | -1,
  size: number,
): void {
  best.gain = gain;
  best.feature = feature;
  best.threshold = -1;
  best.missingLeft = false;
  best.leftTotal = sum;
  best.groupSize = size;
  for (let at = 0; at < size; at++) best.group[at] = order[first + direction * at]!;
}
