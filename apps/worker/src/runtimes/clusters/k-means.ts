import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { log } from '../forest/numeric';

/** Points row-major. */
export type PlainPoints = { count: number; width: number; cells: Float64Array };

export type Clustering = {
  /** Cluster after cluster, `width` numbers each. */
  centres: Float64Array;
  /** Cluster of each point. */
  labels: Int32Array;
  /** Sum of squared distances of the points to their centres. */
  inertia: number;
  iterations: number;
};

/**
 * First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): each next one is the best of 2 + ln k points drawn
 * with probabilities proportional to the squared distance to the nearest centre so far.
 */
export function firstCentres(points: PlainPoints, clusters: number, random: SeededRandom): Float64Array {
  const { count, width, cells } = points;
  const centres = new Float64Array(clusters * width);
  const tries = 2 + Math.floor(log(clusters));
  const take = (cluster: number, point: number) =>
    centres.set(cells.subarray(point * width, (point + 1) * width), cluster * width);
  const first = random.int(count);
  take(0, first);
  let nearest = squaresTo(points, first);
  for (let cluster = 1; cluster < clusters; cluster++) {
    const total = nearest.reduce((sum, square) => sum + square, 0);
    let best: { point: number; squares: Float64Array; sum: number } | null = null;
    for (let attempt = 0; attempt < tries; attempt++) {
      const point = draw(nearest, random.next() * total);
      const squares = squaresTo(points, point);
      let sum = 0;
      for (let at = 0; at < count; at++) {
        squares[at] = Math.min(squares[at]!, nearest[at]!);
        sum += squares[at]!;
      }
      if (best === null || sum < best.sum) best = { point, squares, sum };
    }
    if (best === null) break;
    take(cluster, best.point);
    nearest = best.squares;
  }
  return centres;
}

function draw(weights: Float64Array, target: number): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) {
    sum += weights[at]!;
    if (sum > target) return at;
  }
  return weights.length - 1;
}

function squaresTo({ count, width, cells }: PlainPoints, point: number): Float64Array {
  const squares = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      const off = cells[at * width + column]! - cells[point * width + column]!;
      sum += off * off;
    }
    squares[at] = sum;
  }
  return squares;
}

/**
 * Lloyd's algorithm: points to their nearest centre, centres to the mean of their points, until no point moves. A
 * cluster that loses all points takes the one furthest from its centre; where all lie on centres it stays empty.
 */
export async function settle(
  points: PlainPoints,
  start: Float64Array,
  options: {
    maxIterations: number;
    pause(): Promise<void>;
    /** Asked after each step: stop here. */
    enough(): boolean;
  },
): Promise<Clustering> {
  const { count, width } = points;
  const clusters = start.length / width;
  const centres = start.slice();
  const labels = new Int32Array(count).fill(-1);
  const squares = new Float64Array(count);
  let iterations = 0;
  for (;;) {
    await options.pause();
    const moved = assign(points, centres, { labels, squares });
    if (moved === 0 || iterations === options.maxIterations || options.enough()) break;
    iterations++;
    fillEmpty({ labels, squares }, clusters);
    moveCentres(points, labels, centres);
  }
  return { centres, labels, inertia: squares.reduce((sum, square) => sum + square, 0), iterations };
}

type Assigned = { labels: Int32Array; squares: Float64Array };

function assign({ count, width, cells }: PlainPoints, centres: Float64Array, { labels, squares }: Assigned): number {
  const clusters = centres.length / width;
  let moved = 0;
  for (let at = 0; at < count; at++) {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < clusters; cluster++) {
      let sum = 0;
      for (let column = 0; column < width; column++) {
        const off = cells[at * width + column]! - centres[cluster * width + column]!;
        sum += off * off;
      }
      if (sum < least) {
        least = sum;
        nearest = cluster;
      }
    }
    if (labels[at] !== nearest) moved++;
    labels[at] = nearest;
    squares[at] = least;
  }
  return moved;
}

function fillEmpty({ labels, squares }: Assigned, clusters: number): void {
  const sizes = sizesOf(labels, clusters);
  for (let cluster = 0; cluster < clusters; cluster++) {
    if (sizes[cluster]! > 0) continue;
    let furthest = -1;
    for (let at = 0; at < squares.length; at++) {
      const spared = squares[at]! > 0 && sizes[labels[at]!]! > 1;
      if (spared && (furthest < 0 || squares[at]! > squares[furthest]!)) furthest = at;
    }
    if (furthest < 0) return;
    sizes[labels[furthest]!]!--;
    sizes[cluster] = 1;
    labels[furthest] = cluster;
    squares[furthest] = 0;
  }
}

function moveCentres({ count, width, cells }: PlainPoints, labels: Int32Array, centres: Float64Array): void {
  const sizes = sizesOf(labels, centres.length / width);
  const sums = new Float64Array(centres.length);
  for (let at = 0; at < count; at++) {
    const from = labels[at]! * width;
    for (let column = 0; column < width; column++) sums[from + column]! += cells[at * width + column]!;
  }
  for (let at = 0; at < centres.length; at++) {
    const size = sizes[Math.floor(at / width)]!;
    if (size > 0) centres[at] = sums[at]! / size;
  }
}

export function sizesOf(labels: Int32Array, clusters: number): Int32Array {
  const sizes = new Int32Array(clusters);
  for (const label of labels) if (label >= 0) sizes[label]!++;
  return sizes;
}

/** The same clustering with the largest cluster first, ties by the order they had. */
export function largestFirst({ centres, labels, ...rest }: Clustering, width: number): Clustering {
  const clusters = centres.length / width;
  const sizes = sizesOf(labels, clusters);
  const order = Array.from({ length: clusters }, (_, cluster) => cluster).sort(
    (a, b) => sizes[b]! - sizes[a]! || a - b,
  );
  const place = new Int32Array(clusters);
  order.forEach((cluster, at) => {
    place[cluster] = at;
  });
  const sorted = new Float64Array(centres.length);
  order.forEach((cluster, at) => {
    sorted.set(centres.subarray(cluster * width, (cluster + 1) * width), at * width);
  });
  return { ...rest, centres: sorted, labels: labels.map((label) => place[label]!) };
}
