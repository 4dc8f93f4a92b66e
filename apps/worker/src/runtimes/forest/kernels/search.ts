// The best split of a leaf among this thread's features. Features and cells are looked at in ascending order.
import {
  beginSearch,
  bestGain,
  gainOf,
  goesWrong,
  gradient,
  hessian,
  isPlain,
  leastHessian,
  mayBeSplit,
  ownScore,
  takeSplit,
} from './candidate';
import { active, gradientOf, hessianOf, infoOf, lastOf, ownFrom, ownTo, startOf } from './layout';
import { l2, minRows } from './limits';
import { searchCategory } from './search-category';

/** Kinds of features; 2: a number whose answers may only rise with it, 3: only fall. */
export const CATEGORY: i32 = 1;

// @ts-ignore: decorator
@inline
export function directionOf(kind: i32): i32 {
  return kind == 2 ? 1 : kind == 3 ? -1 : 0;
}

/** Searches own features of the histogram at `cells`; the result is written to `target`, feature -1 without any. */
export function searchLeaf(cells: usize, leaf: usize, target: usize): void {
  beginSearch(leaf, target);
  if (!mayBeSplit(load<i32>(leaf, 12))) return;
  for (let feature = ownFrom; feature < ownTo; feature++) {
    if (load<u8>(active + feature) == 0) continue;
    const own = cells + startOf(feature);
    const kind = load<i32>(infoOf(feature));
    const bins = load<i32>(infoOf(feature), 4);
    if (kind == CATEGORY) searchCategory(own, bins, feature);
    else searchNumber(own, bins, feature, directionOf(kind));
  }
}

function searchNumber(cells: usize, bins: i32, feature: i32, direction: i32): void {
  const missing = load<i64>(cells + (<usize>lastOf(feature) << 3));
  if (isPlain()) {
    scanPlain(cells, missing != 0 ? bins : bins - 1, 0, feature);
    if (missing != 0) scanPlain(cells, bins - 1, missing, feature);
    return;
  }
  // Between numbers and missing values there is no up and down.
  scanCuts(cells, missing != 0 ? bins : bins - 1, 0, feature, direction);
  if (missing != 0) scanCuts(cells, bins - 1, missing, feature, direction);
}

/** Weighs a cut after each cell that is not empty. `start`: what is left before the first (the missing rows, or none). */
function scanCuts(cells: usize, cuts: i32, start: i64, feature: i32, direction: i32): void {
  const least = leastHessian(minRows);
  let top = bestGain;
  let cut = -1;
  let left: i64 = 0;
  let sum = start;
  for (let bin = 0; bin < cuts; bin++) {
    const cell = load<i64>(cells + (<usize>bin << 3));
    if (cell == 0) continue;
    sum += cell;
    const hl = hessianOf(sum);
    if (hl < least) continue;
    if (hessian - hl < least) break;
    const gain = gainOf(gradientOf(sum), hl, l2);
    if (gain > top) {
      if (direction != 0 && goesWrong(gradientOf(sum), hl, direction)) continue;
      top = gain;
      cut = bin;
      left = sum;
    }
  }
  if (cut >= 0) takeSplit(top, feature, cut, start != 0 ? 1 : 0, left);
}

/**
 * scanCuts where gainOf needs neither bounds nor L1, the usual case: the same numbers in the same order, with all that
 * stays the same kept at hand. Most of a tree's time beside its histograms goes by here.
 */
function scanPlain(cells: usize, cuts: i32, start: i64, feature: i32): void {
  const least = leastHessian(minRows);
  const wholeGradient = gradient;
  const wholeHessian = hessian;
  const more = l2;
  const own = ownScore;
  let top = bestGain;
  let cut = -1;
  let left: i64 = 0;
  let sum = start;
  const end = cells + (<usize>cuts << 3);
  for (let at = cells; at < end; at += 8) {
    const cell = load<i64>(at);
    if (cell == 0) continue;
    sum += cell;
    const hl = hessianOf(sum);
    if (hl < least) continue;
    if (wholeHessian - hl < least) break;
    const gl = gradientOf(sum);
    const gr = wholeGradient - gl;
    const a = hl + more;
    const b = wholeHessian - hl + more;
    const gain = (gl * gl * b + gr * gr * a) / (a * b) - own;
    if (gain > top) {
      top = gain;
      cut = <i32>((at - cells) >> 3);
      left = sum;
    }
  }
  if (cut >= 0) takeSplit(top, feature, cut, start != 0 ? 1 : 0, left);
}
