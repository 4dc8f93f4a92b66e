import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceData } from '../../data/testing/scratch';
import type { FittedModel, NumberColumn, UnlabelledRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { irisFeatures, irisRows, irisTarget } from '../testing/iris';
import { dbscanRuntime } from './dbscan-runtime';
import { kMeansRuntime } from './k-means-runtime';
import { dbscanParamsSchema, kMeansParamsSchema } from './params';

const iris: UnlabelledRows & { features: NumberColumn[] } = { rows: irisRows, features: irisFeatures };
const context = plainFitContext({ seed: 1 });

const kMeans = (train: UnlabelledRows, params: object = {}, from = context): Promise<FittedModel> =>
  kMeansRuntime.fit({ params: kMeansParamsSchema.parse(params), train, context: from });
const dbscan = (train: UnlabelledRows, params: object = {}): Promise<FittedModel> =>
  dbscanRuntime.fit({ params: dbscanParamsSchema.parse(params), train, context });

/** The cluster of each row, and that one row alone gets the same. */
function clustersOf(model: FittedModel, features: readonly NumberColumn[], rows: number): number[] {
  const scorer = (model.format === 'k-means' ? kMeansRuntime : dbscanRuntime).load(model);
  const block = scorer.scoreBlock(features, rows);
  const out = new Float64Array(1);
  for (let row = 0; row < rows; row++) {
    scorer.scoreRow(
      features.map(({ values }) => values[row]!),
      out,
    );
    expect(out[0]).toBe(block[row]);
  }
  return [...block];
}

function sizesOf(clusters: readonly number[]): Record<number, number> {
  const sizes: Record<number, number> = {};
  for (const cluster of clusters) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  return sizes;
}

/** Adjusted Rand index (Hubert and Arabie 1985): 1 for the same groups, about 0 for groups by chance. */
function adjustedRand(found: readonly number[], known: readonly (number | string)[]): number {
  const pairs = (counts: Iterable<number>) => [...counts].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const count = (keys: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return pairs(counts.values());
  };
  const both = count(found.map((cluster, row) => `${cluster} ${known[row]}`));
  const [a, b, all] = [count(found.map(String)), count(known.map(String)), pairs([found.length])];
  const expected = (a * b) / all;
  return (both - expected) / ((a + b) / 2 - expected);
}

/** Expected numbers: scikit-learn 1.9.1. */
describe('k-means', () => {
  it('finds the clusters of scikit-learn, the largest first', async () => {
    const model = await kMeans(iris, { scale: false });
    expect(model.task).toBe('clustering');
    expect(model.summary.inertia).toBeCloseTo(78.851441426146, 9);
    const found = clustersOf(model, irisFeatures, irisRows);
    expect(sizesOf(found)).toEqual({ 0: 62, 1: 50, 2: 38 });
    expect(adjustedRand(found, [...irisTarget.codes])).toBeCloseTo(0.7302382722834697, 9);
  });

  it('scales columns unless it is told not to', async () => {
    const model = await kMeans(iris, { restarts: 20 });
    expect(model.summary.inertia).toBeCloseTo(139.82049635974982, 8);
    const found = clustersOf(model, irisFeatures, irisRows);
    expect(adjustedRand(found, [...irisTarget.codes])).toBeCloseTo(0.6201351808870379, 9);
  });

  it('says by what it measures distances, for those who judge the clusters', async () => {
    const scaled = kMeansRuntime.load(await kMeans(iris)).measuredBy;
    const [length = new Float64Array(0)] = irisFeatures.map(({ values }) => values);
    const mean = length.reduce((sum, value) => sum + value, 0) / irisRows;
    const spread = Math.sqrt(length.reduce((sum, value) => sum + (value - mean) ** 2, 0) / irisRows);
    expect(scaled?.centre[0]).toBeCloseTo(mean, 12);
    expect(scaled?.factor[0]).toBeCloseTo(1 / spread, 12);
    const plain = kMeansRuntime.load(await kMeans(iris, { scale: false })).measuredBy;
    expect([plain?.centre[0], plain?.factor[0]]).toEqual([0, 1]);
  });

  it('says which features set the clusters apart', async () => {
    const { importance } = await kMeans(iris);
    expect(importance.map(({ feature }) => feature).at(-1)).toBe('sepal width');
    expect(importance.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  it('gives the same bytes for the same seed', async () => {
    const [one, two] = [await kMeans(iris, { clusters: 8 }), await kMeans(iris, { clusters: 8 })];
    expect(one.weights).toEqual(two.weights);
    expect(one.json).toEqual(two.json);
  });

  it('keeps the best start so far when it is asked to finish', async () => {
    const finish = new AbortController();
    finish.abort();
    const model = await kMeans(iris, {}, { ...context, finish: finish.signal });
    expect(model.summary).toMatchObject({ starts: 1, iterations: 0 });
  });

  it('puts a row with gaps where its other cells belong', async () => {
    const model = await kMeans(iris, { scale: false });
    const [first] = clustersOf(model, irisFeatures, irisRows);
    const out = new Float64Array(1);
    kMeansRuntime.load(model).scoreRow([null, null, 1.4, 0.2], out);
    expect(out[0]).toBe(first);
  });

  it('needs a row for each cluster', async () => {
    const few = irisFeatures.map((column) => ({ ...column, values: column.values.slice(0, 2) }));
    await expect(kMeans({ rows: 2, features: few })).rejects.toMatchObject({ report: { code: 'too-few-rows' } });
  });

  it('refuses a model whose centres do not fit its features', async () => {
    const model = await kMeans(iris);
    expect(() => kMeansRuntime.load({ ...model, features: model.features.slice(1) })).toThrow(/arrays of 4, 4, 12/);
  });
});

describe('DBSCAN', () => {
  it('answers train rows as it grouped them, noise included', async () => {
    const model = await dbscan(iris, { scale: false });
    expect(model.summary).toMatchObject({ clusters: 2, noise: 17 });
    expect(sizesOf(clustersOf(model, irisFeatures, irisRows))).toEqual({ '-1': 17, 0: 49, 1: 84 });
    const scaled = await dbscan(iris, { distance: 0.8 });
    expect(sizesOf(clustersOf(scaled, irisFeatures, irisRows))).toEqual({ '-1': 4, 0: 49, 1: 97 });
  });

  it('answers a row far from all with noise', async () => {
    const model = await dbscan(iris, { scale: false });
    const out = new Float64Array(1);
    dbscanRuntime.load(model).scoreRow([100, 100, 100, 100], out);
    expect(out[0]).toBe(-1);
  });

  it('says so where there is nothing but noise', async () => {
    await expect(dbscan(iris, { distance: 0.001 })).rejects.toMatchObject({ report: { code: 'no-clusters' } });
  });

  it('gives the same bytes for the same rows, and refuses a model that does not fit its features', async () => {
    const [one, two] = [await dbscan(iris), await dbscan(iris)];
    expect(one.weights).toEqual(two.weights);
    expect(() => dbscanRuntime.load({ ...one, features: one.features.slice(1) })).toThrow(/arrays of 4, 4/);
  });
});

const penguins = referenceData('penguins/penguins.csv');

describe.skipIf(penguins === null)('penguins', () => {
  it('are grouped by k-means as by scikit-learn', async () => {
    const lines = readFileSync(penguins ?? '', 'utf8')
      .trim()
      .split(/\r?\n/);
    const rows = lines.slice(1).map((line) => line.split(','));
    const measured = rows.filter((row) => row.slice(2, 6).every((cell) => cell !== 'NA'));
    const features = Array.from(
      { length: 4 },
      (_, at): NumberColumn => ({
        name: lines[0]!.split(',')[at + 2]!,
        kind: 'number',
        values: Float64Array.from(measured, (row) => Number(row[at + 2])),
      }),
    );
    const model = await kMeans({ rows: measured.length, features }, { restarts: 20 });
    expect(model.summary.inertia).toBeCloseTo(379.39250275551734, 8);
    const found = clustersOf(model, features, measured.length);
    const species = measured.map(([name]) => name ?? '');
    expect(adjustedRand(found, species)).toBeCloseTo(0.7928369051321087, 9);
  });
});
