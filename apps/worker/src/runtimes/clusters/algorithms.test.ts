import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { irisFeatures, irisRows } from '../testing/iris';
import { densityClusters } from './dbscan';
import { firstCentres, largestFirst, settle, sizesOf } from './k-means';

const pause = () => Promise.resolve();
const options = { maxIterations: 300, pause, enough: () => false };
const iris = {
  count: irisRows,
  width: 4,
  cells: Float64Array.from({ length: irisRows * 4 }, (_, at) => irisFeatures[at % 4]!.values[Math.floor(at / 4)]!),
};

async function kMeans(points: typeof iris, clusters: number, seeds: number) {
  const found = [];
  for (let seed = 0; seed < seeds; seed++) {
    const start = firstCentres(points, clusters, createRandom(seed));
    found.push(largestFirst(await settle(points, start, options), points.width));
  }
  return found.reduce((best, one) => (one.inertia < best.inertia ? one : best));
}

/** The points of which scikit-learn's labels are known: a plain generator that Python can repeat. */
function scattered(): typeof iris {
  let state = 7;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const bell = () => {
    let sum = 0;
    for (let draw = 0; draw < 12; draw++) sum += next();
    return sum - 6;
  };
  const point = (at: number): [number, number] => {
    const kind = at % 6;
    if (kind === 0) return [bell() * 0.5, bell() * 0.5];
    if (kind === 1) return [bell() * 0.4 + 5, bell() * 0.8 + 1];
    if (kind === 4) return [bell() * 0.3 - 5, bell() * 0.3 - 1];
    if (kind === 5) return [next() * 16 - 8, next() * 16 - 6];
    const x = next() * 8 - 4;
    return [x, 0.25 * x * x + 4 + bell() * 0.2];
  };
  const cells = Float64Array.from(Array.from({ length: 3000 }, (_, at) => point(at)).flat());
  return { count: 3000, width: 2, cells };
}

/** Expected numbers: scikit-learn 1.9.1. */
describe('k-means', () => {
  it('finds the best known clusters of the irises', async () => {
    const three = await kMeans(iris, 3, 10);
    expect(three.inertia).toBeCloseTo(78.851441426146, 9);
    expect([...sizesOf(three.labels, 3)]).toEqual([62, 50, 38]);
    const [large = []] = [[...three.centres.subarray(0, 4)]];
    [5.901612903225806, 2.7483870967741937, 4.393548387096774, 1.4338709677419355].forEach((value, at) => {
      expect(large[at]).toBeCloseTo(value, 9);
    });
    expect((await kMeans(iris, 2, 10)).inertia).toBeCloseTo(152.3479517603579, 9);
    expect((await kMeans(iris, 4, 20)).inertia).toBeCloseTo(57.22847321428572, 9);
    expect((await kMeans(iris, 5, 40)).inertia).toBeCloseTo(46.446182051282065, 9);
  });

  it('gives a cluster that loses its points the one furthest from its centre', async () => {
    const points = { count: 6, width: 1, cells: Float64Array.of(0, 1, 2, 10, 11, 30) };
    // Nothing is nearest to the third centre.
    const found = await settle(points, Float64Array.of(1, 10, 1000), options);
    expect([...sizesOf(found.labels, 3)]).toEqual([3, 2, 1]);
    expect(found.inertia).toBeCloseTo(2.5, 12);
  });

  it('ends where there are fewer different points than clusters', async () => {
    const points = { count: 5, width: 1, cells: Float64Array.of(1, 1, 1, 2, 2) };
    const start = firstCentres(points, 4, createRandom(1));
    const found = await settle(points, start, options);
    expect(found.inertia).toBe(0);
  });
});

describe('DBSCAN', () => {
  it.each([
    { distance: 0.3, minRows: 5, noise: 456, core: 2515, sum: 739741373 },
    { distance: 0.25, minRows: 8, noise: 510, core: 2405, sum: 872666642 },
    { distance: 0.5, minRows: 10, noise: 423, core: 2535, sum: 408772377 },
  ])('labels 3,000 points as scikit-learn does, distance $distance', async ({ noise, core, sum, ...params }) => {
    const found = await densityClusters(scattered(), { ...params, pause, progress: () => undefined });
    expect(found.labels.filter((label) => label < 0)).toHaveLength(noise);
    expect(found.core).toHaveLength(core);
    // One number for all labels in their order.
    expect(found.labels.reduce((all, label) => (all * 31 + label + 2) % 1000000007, 0)).toBe(sum);
  });

  it('labels the irises as scikit-learn does', async () => {
    const found = await densityClusters(iris, { distance: 0.5, minRows: 5, pause, progress: () => undefined });
    expect(found.clusters).toBe(2);
    expect([...sizesOf(found.labels, 2)]).toEqual([49, 84]);
  });
});
