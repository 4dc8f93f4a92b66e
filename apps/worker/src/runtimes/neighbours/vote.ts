import type { NeighboursModel } from './model';
import type { Nearest } from './nearest';

/**
 * What the neighbours found answer together: shares of the classes, or a mean. They weigh alike or by 1 / distance; the
 * ones in the very same place then answer alone (as in scikit-learn).
 */
export function vote(model: NeighboursModel, nearest: Nearest, { out, at }: { out: Float64Array; at: number }): void {
  const total = weigh(model, nearest, { even: false, out, at });
  // Where no weight is left, by rows that have none or endless distances, all count alike.
  if (total === 0) weigh(model, nearest, { even: true, out, at });
}

function weigh(
  { votes, metric, answers, weights }: NeighboursModel,
  nearest: Nearest,
  { even, out, at }: { even: boolean; out: Float64Array; at: number },
): number {
  const inPlace = nearest.found > 0 && nearest.distances[0] === 0;
  let total = 0;
  let sum = 0;
  for (let place = 0; place < nearest.found; place++) {
    const row = nearest.rows[place]!;
    let weight = even || weights === null ? 1 : weights[row]!;
    if (votes === 'distance' && !even) {
      const distance = nearest.distances[place]!;
      if (inPlace) weight *= distance === 0 ? 1 : 0;
      else weight /= metric === 'euclidean' ? Math.sqrt(distance) : distance;
    }
    total += weight;
    if (answers.kind === 'class') out[at + answers.codes[row]!]! += weight;
    else sum += weight * answers.values[row]!;
  }
  if (total === 0) return 0;
  if (answers.kind === 'number') out[at] = sum / total;
  return total;
}
