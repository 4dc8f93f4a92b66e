// The best split of a leaf among this thread's features. Features and cells are looked at in ascending order.
import { beginSearch, gainOf, hessian, leastHessian, bestGain, mayBeSplit, takeSplit } from './candidate';
import { active, FEATURE_BYTES, featureInfo, gradientOf, hessianOf, ownFrom, ownTo } from './layout';
import { l2, minRows } from './limits';
import { searchCategory } from './search-category';

/** Searches own features of the histogram at `cells`; the result is written to `target`, feature -1 without any. */
export function searchLeaf(cells: usize, total: i64, count: i32, depth: i32, target: usize): void {
  beginSearch(total, count, target);
  if (!mayBeSplit(depth)) return;
  for (let feature = ownFrom; feature < ownTo; feature++) {
    if (load<u8>(active + feature) == 0) continue;
    const own = cells + <usize>feature * FEATURE_BYTES;
    const kind = load<i32>(featureInfo + (<usize>feature << 3));
    const bins = load<i32>(featureInfo + (<usize>feature << 3), 4);
    if (kind == 0) searchNumber(own, bins, feature);
    else searchCategory(own, bins, feature);
  }
}

function searchNumber(cells: usize, bins: i32, feature: i32): void {
  const missing = load<i64>(cells, 255 * 8);
  scanCuts(cells, missing != 0 ? bins : bins - 1, 0, feature);
  if (missing != 0) scanCuts(cells, bins - 1, missing, feature);
}

/** Weighs a cut after each cell that is not empty. `start`: what is left before the first (the missing rows, or none). */
function scanCuts(cells: usize, cuts: i32, start: i64, feature: i32): void {
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
      top = gain;
      cut = bin;
      left = sum;
    }
  }
  if (cut >= 0) takeSplit(top, feature, cut, start != 0 ? 1 : 0, left);
}
