import type { QuantileSketch } from './table-sketch';

/** Size of a digest: more of it makes smaller errors. */
const compression = 200;

const scale = (share: number) => (compression / (2 * Math.PI)) * Math.asin(2 * share - 1);
const unscale = (place: number) => (Math.sin((2 * Math.PI * place) / compression) + 1) / 2;

/**
 * Slices of the unit interval that a digest is laid over: narrow at both ends, as wide as π / 200 = 1.6 % in the
 * middle. An engine that can answer quantiles gives the value in the middle of each slice.
 */
export function digestSlices(): { at: number; width: number }[] {
  const slices: { at: number; width: number }[] = [];
  for (let place = -compression / 4; place < compression / 4; place += 1) {
    const [from, to] = [unscale(place), unscale(place + 1)];
    slices.push({ at: (from + to) / 2, width: to - from });
  }
  return slices;
}

/**
 * Merges two t-digests (Dunning and Ertl, scale k1, compression 200). No centroid of the result stands for more than
 * π / 200 of the rows around the median, and far less at the ends; so a quantile of the result is the value at a rank
 * that is off by 1.6 % of the rows at most for one merge, and the error does not grow with further merges beyond twice
 * that, because every merge lays the centroids anew on the same scale.
 */
export function mergeQuantiles(a: QuantileSketch, b: QuantileSketch): QuantileSketch {
  const all = [...pairsOf(a), ...pairsOf(b)].filter(({ weight }) => weight > 0).sort((x, y) => x.mean - y.mean);
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const merged: { mean: number; weight: number }[] = [];
  let before = 0;
  for (const next of all) {
    const last = merged.at(-1);
    const to = (before + (last?.weight ?? 0) + next.weight) / total;
    const fits = last !== undefined && (last.mean === next.mean || scale(Math.min(1, to)) - scale(before / total) <= 1);
    if (last !== undefined && fits) {
      const weight = last.weight + next.weight;
      last.mean += ((next.mean - last.mean) * next.weight) / weight;
      last.weight = weight;
    } else {
      before += last?.weight ?? 0;
      merged.push({ ...next });
    }
  }
  return { means: merged.map(({ mean }) => mean), weights: merged.map(({ weight }) => weight) };
}

function pairsOf({ means, weights }: QuantileSketch): { mean: number; weight: number }[] {
  return means.map((mean, at) => ({ mean, weight: weights[at] ?? 0 }));
}

export type Bounds = { min: number; max: number };

/** Share of the values below or at `x`: piecewise linear between the centroids, exact at both ends. */
export function shareBelow(sketch: QuantileSketch, { min, max }: Bounds, x: number): number {
  if (x < min) return 0;
  if (x >= max) return 1;
  const total = sketch.weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return 0;
  let [left, leftRank, rank] = [min, 0, 0];
  for (const [at, mean] of sketch.means.entries()) {
    const weight = sketch.weights[at] ?? 0;
    const middle = rank + weight / 2;
    if (x < mean) return interpolate(x, [left, leftRank], [mean, middle]) / total;
    [left, leftRank] = [mean, middle];
    rank += weight;
  }
  return interpolate(x, [left, leftRank], [max, total]) / total;
}

/** Value below which `share` of the values lie. */
export function quantileOf(sketch: QuantileSketch, { min, max }: Bounds, share: number): number {
  const total = sketch.weights.reduce((sum, weight) => sum + weight, 0);
  const wanted = Math.min(1, Math.max(0, share)) * total;
  let [left, leftRank, rank] = [min, 0, 0];
  for (const [at, mean] of sketch.means.entries()) {
    const weight = sketch.weights[at] ?? 0;
    const middle = rank + weight / 2;
    if (wanted < middle) return interpolate(wanted, [leftRank, left], [middle, mean]);
    [left, leftRank] = [mean, middle];
    rank += weight;
  }
  return interpolate(wanted, [leftRank, left], [total, max]);
}

function interpolate(x: number, [x0, y0]: [number, number], [x1, y1]: [number, number]): number {
  return x1 <= x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
