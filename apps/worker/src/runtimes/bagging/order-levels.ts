import type { CategoryBinning } from '../forest/categories';
import { OTHER_BIN } from '../forest/categories';
import type { BagTarget } from './bag-target';

/**
 * Place of each category (and, last, of all others) in an order by which cuts are good groups: by the mean target, which
 * for two classes and for numbers is the best there is (Fisher 1958; Breiman et al. 1984, 9.4); for more classes along the
 * first principal component of the categories' class shares (Coppersmith et al. 1999). Categories without rows stand where
 * the mean of all rows is. Ties keep the order of the levels.
 */
export function orderLevels(binning: CategoryBinning, codes: Uint8Array, target: BagTarget): Uint8Array {
  const places = binning.levels.length + 1;
  const { values } = target;
  const sums = new Float64Array(places * values);
  const weights = new Float64Array(places);
  codes.forEach((code, row) => {
    const place = code === OTHER_BIN ? places - 1 : code;
    if (place >= places) return;
    const weight = target.weights === null ? 1 : target.weights[row]!;
    weights[place]! += weight;
    if (values === 1) sums[place]! += weight * target.labels[row]!;
    else sums[place * values + target.labels[row]!]! += weight;
  });
  const keys = values === 1 ? means(sums, weights) : componentOf(sums, weights, values);
  const order = Array.from(keys, (_, place) => place).sort((a, b) => keys[a]! - keys[b]! || a - b);
  const ranks = new Uint8Array(places);
  order.forEach((place, rank) => {
    ranks[place] = rank;
  });
  return ranks;
}

function means(sums: Float64Array, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = total === 0 ? 0 : sums.reduce((sum, value) => sum + value, 0) / total;
  return sums.map((sum, place) => (weights[place]! > 0 ? sum / weights[place]! : mean));
}

/** Steps of the power iteration; it only has to tell an order. */
const STEPS = 50;

function componentOf(sums: Float64Array, weights: Float64Array, classes: number): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Float64Array(classes);
  sums.forEach((sum, at) => {
    mean[at % classes]! += total === 0 ? 0 : sum / total;
  });
  const share = sums.map((sum, at) => {
    const weight = weights[Math.floor(at / classes)]!;
    return weight > 0 ? sum / weight - mean[at % classes]! : 0;
  });
  let direction = Float64Array.from(mean, (_, k) => 1 + k / classes);
  for (let step = 0; step < STEPS; step++) {
    const next = new Float64Array(classes);
    weights.forEach((weight, place) => {
      const along = weight * dot(share, place * classes, direction);
      for (let k = 0; k < classes; k++) next[k]! += along * share[place * classes + k]!;
    });
    const size = Math.sqrt(dot(next, 0, next));
    if (size < 1e-300) break;
    direction = next.map((value) => value / size);
  }
  return weights.map((_, place) => dot(share, place * classes, direction));
}

function dot(values: Float64Array, at: number, direction: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < direction.length; k++) sum += values[at + k]! * direction[k]!;
  return sum;
}
