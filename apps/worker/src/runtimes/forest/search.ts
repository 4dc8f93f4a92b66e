/** Limits and regularisation in quantised units, fixed for one tree. */
export type SearchLimits = {
  /** 2^hessianBits: divides a packed sum into gradient and hessian. */
  base: number;
  l2: number;
  l1: number;
  minRows: number;
  /** Deepest level a leaf may have. */
  maxDepth: number;
  minHessian: number;
  /** Added to l2 for groups of categories. */
  categoryL2: number;
  /** Added to the hessian when categories are put in order. */
  categorySmooth: number;
  /** Least rows a category group must add before it is weighed. */
  groupRows: number;
};

/** Sums of the leaf under search. */
export type LeafSums = { total: number; gradient: number; hessian: number; rows: number; score: number };

/** Best split so far; a later candidate must have strictly more gain. `threshold` is a cell, or -1 for a category group. */
export type Candidate = {
  gain: number;
  feature: number;
  threshold: number;
  missingLeft: boolean;
  /** Packed sum of the left side. */
  leftTotal: number;
  /** Cells of the category group that goes left (`groupSize` of them). */
  group: Int32Array;
  groupSize: number;
};

export function createCandidate(): Candidate {
  return {
    gain: 0,
    feature: -1,
    threshold: -1,
    missingLeft: false,
    leftTotal: 0,
    group: new Int32Array(256),
    groupSize: 0,
  };
}

/** Gradient with its L1 part taken off (soft threshold). */
export function softThreshold(gradient: number, l1: number): number {
  return gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0;
}

/** G^2 / (H + l2) of one set of rows. */
export function leafScore(gradient: number, hessian: number, limits: SearchLimits): number {
  const g = softThreshold(gradient, limits.l1);
  return (g * g) / (hessian + limits.l2);
}

/** Least gain that counts: rounding noise of the two scores lies far below it. */
export function gainFloor(score: number): number {
  return score * 1e-10;
}

/** Both directions of missing values for a numeric feature: first missing to the right, then to the left. */
export function searchNumber(
  cells: Float64Array,
  from: number,
  bins: number,
  feature: number,
  leaf: LeafSums,
  limits: SearchLimits,
  best: Candidate,
): void {
  const missing = cells[from + bins]!;
  scanCuts(cells, from, bins, 0, missing !== 0 ? bins : bins - 1, feature, leaf, limits, best);
  if (missing !== 0) scanCuts(cells, from, bins, missing, bins - 1, feature, leaf, limits, best);
}

/**
 * Walks the cells upwards and weighs a cut after each that is not empty. `start` is what the left side holds before the
 * first cell (the missing rows, or nothing). Rows per side are estimated from the hessian.
 */
function scanCuts(
  cells: Float64Array,
  from: number,
  _bins: number,
  start: number,
  cuts: number,
  feature: number,
  leaf: LeafSums,
  limits: SearchLimits,
  best: Candidate,
): void {
  const { base, l2, l1, minRows, minHessian } = limits;
  const { gradient, hessian, score } = leaf;
  const rowsPerHessian = leaf.rows / hessian;
  const least = Math.max(minHessian, (minRows - 1e-9) / rowsPerHessian);
  let bestGain = best.gain;
  let bestCut = -1;
  let bestSum = 0;
  let sum = start;
  for (let bin = 0; bin < cuts; bin++) {
    const cell = cells[from + bin]!;
    if (cell === 0) continue;
    sum += cell;
    const gl = Math.floor(sum / base);
    const hl = sum - gl * base;
    if (hl < least) continue;
    const hr = hessian - hl;
    if (hr < least) break;
    let left = gl;
    let right = gradient - gl;
    if (l1 > 0) {
      left = softThreshold(left, l1);
      right = softThreshold(right, l1);
    }
    const a = hl + l2;
    const b = hr + l2;
    const gain = (left * left * b + right * right * a) / (a * b) - score;
    if (gain > bestGain) {
      bestGain = gain;
      bestCut = bin;
      bestSum = sum;
    }
  }
  if (bestCut < 0) return;
  best.gain = bestGain;
  best.feature = feature;
  best.threshold = bestCut;
  best.missingLeft = start !== 0;
  best.leftTotal = bestSum;
  best.groupSize = 0;
}
