import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { type ExplainedColumn, falseDiscovery, findSlices, rowLosses, tQuantile, tTail, welch } from './index';
import { cutColumn } from './segments';

/** Rows with four columns; losses are squares of noise, a little more where `bad` says so. */
function makeRows(seed: number, bad: (row: { city: string; age: number; plan: string }) => boolean) {
  const random = createRandom(seed);
  const rows = Array.from({ length: 1500 }, () => ({
    city: ['Rome', 'Oslo', 'Bern', 'Riga'][random.int(4)]!,
    age: 18 + random.int(60),
    plan: ['a', 'b'][random.int(2)]!,
    noise: random.normal(),
  }));
  const columns: ExplainedColumn[] = [
    { name: 'noise', kind: 'number', values: Float64Array.from(rows, ({ noise }) => noise) },
    { name: 'city', kind: 'category', values: rows.map(({ city }) => city) },
    { name: 'age', kind: 'number', values: Float64Array.from(rows, ({ age }) => age) },
    { name: 'plan', kind: 'category', values: rows.map(({ plan }) => plan) },
  ];
  return { columns, losses: Float64Array.from(rows, (row) => random.normal() ** 2 + (bad(row) ? 1.5 : 0)) };
}

const sumsOf = (values: number[]) => ({
  rows: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value * value, 0),
});

/* Reference values of scipy, of the environment with scikit-learn 1.9.1: stats.t.sf, ttest_ind(equal_var=False), false_discovery_control. */
describe('comparisons', () => {
  it('have the tails of Student', () => {
    const golden = [
      [0, 5, 0.5],
      [1.5, 3, 0.11529193262241147],
      [2.5, 10.3, 0.015410773594863867],
      [4, 40, 0.00013295619783334903],
      [-1, 7.5, 0.8257619871846243],
    ];
    for (const [t, freedom, tail] of golden) {
      expect(tTail(t!, freedom!)).toBeCloseTo(tail!, 12);
      if (tail! < 0.5) expect(tQuantile(tail!, freedom!)).toBeCloseTo(t!, 8);
    }
    expect(tTail(30, 50) / 6.190011397993622e-34).toBeCloseTo(1, 6);
  });

  it('have the p of Welch, and an interval around the gap', () => {
    const found = welch(
      sumsOf([1.2, 3.4, 2.2, 5.1, 4.4, 3.9, 2.8]),
      sumsOf([0.3, 1.1, 0.9, 2.2, 1.6, 0.4, 0.8, 1.9, 1.2]),
    )!;
    expect(found.p).toBeCloseTo(0.0022268770546776564, 10);
    const half = (found.interval[1] - found.interval[0]) / 2;
    expect(half).toBeCloseTo((tQuantile(0.025, 8.1842409957586) * found.gap) / 3.883237755274812, 8);
    expect(welch(sumsOf([1]), sumsOf([1, 2]))).toBeNull();
  });

  it('are adjusted for how many there are', () => {
    const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
    const golden = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057142857142857, 0.216, 0.216, 0.216];
    falseDiscovery(p).forEach((value, at) => {
      expect(value).toBeCloseTo(golden[at]!, 12);
    });
    expect(falseDiscovery([0.9, 0.01])).toEqual([0.9, 0.02]);
  });
});

describe('groups of a column', () => {
  it('are quintiles, values and missing cells', () => {
    const numbers = Float64Array.from([...Array.from({ length: 10 }, (_, at) => at), Number.NaN]);
    const cut = cutColumn({ name: 'n', kind: 'number', values: numbers })!;
    expect(cut.terms).toHaveLength(6);
    expect(cut.terms[0]).toEqual({ column: 'n', kind: 'range', from: null, to: 1.8 });
    expect(Array.from(cut.codes)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
    const texts = cutColumn({ name: 't', kind: 'category', values: ['b', 'a', null, 'a'] })!;
    expect(texts.terms[0]).toEqual({ column: 't', kind: 'is', value: 'a' });
    expect(texts.terms).toContainEqual({ column: 't', kind: 'missing' });
  });

  it('are none where all rows are alike, and keep equal numbers together', () => {
    expect(cutColumn({ name: 'n', kind: 'number', values: new Float64Array(9) })).toBeNull();
    expect(cutColumn({ name: 'n', kind: 'number', values: new Float64Array(9).fill(Number.NaN) })).toBeNull();
    const zeros = Float64Array.from({ length: 20 }, (_, at) => (at < 17 ? 0 : at));
    expect(cutColumn({ name: 'n', kind: 'number', values: zeros })!.terms).toHaveLength(2);
  });
});

describe('worst slices', () => {
  it('begin with a planted pair, which is worse than either of its columns tells', () => {
    const { columns, losses } = makeRows(1, ({ city, plan }) => city === 'Oslo' && plan === 'b');
    const { slices, tested } = findSlices({ columns, losses, minRows: 40 });
    expect(slices[0]!.terms).toEqual([
      { column: 'city', kind: 'is', value: 'Oslo' },
      { column: 'plan', kind: 'is', value: 'b' },
    ]);
    expect(slices[0]!.sure).toBe(true);
    expect(slices[0]!.interval[0]).toBeGreaterThan(1);
    expect(slices[0]!.interval[1]).toBeLessThan(2);
    expect(tested).toBeGreaterThan(60);
  });

  it('name a planted group of one column once, without its parts', () => {
    const { columns, losses } = makeRows(2, ({ city }) => city === 'Riga');
    const sure = findSlices({ columns, losses, minRows: 40 }).slices.filter((slice) => slice.sure);
    expect(sure.map(({ terms }) => terms)).toEqual([[{ column: 'city', kind: 'is', value: 'Riga' }]]);
  });

  it('leave out groups with too few rows', () => {
    const { columns, losses } = makeRows(3, ({ city, plan }) => city === 'Oslo' && plan === 'b');
    const { slices } = findSlices({ columns, losses, minRows: 300 });
    for (const { rows } of slices) expect(rows).toBeGreaterThanOrEqual(300);
    expect(findSlices({ columns, losses, minRows: 2000 })).toMatchObject({ slices: [], tested: 0 });
  });

  it('are none on at least 95 % of 200 tables where nothing is planted', () => {
    let alarms = 0;
    for (let seed = 1000; seed < 1200; seed++) {
      const { columns, losses } = makeRows(seed, () => false);
      if (findSlices({ columns, losses, minRows: 40 }).slices.some(({ sure }) => sure)) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(10);
  });
});

describe('the loss of a row', () => {
  it('is its part of the Brier score, or the absolute error', () => {
    const classes = rowLosses({
      task: 'binary',
      actual: Int32Array.from([0, 1]),
      predicted: Float64Array.from([0.9, 0.1, 0.6, 0.4]),
      classes: ['no', 'yes'],
    });
    expect(classes!.values[0]).toBeCloseTo(0.01, 12);
    expect(classes!.values[1]).toBeCloseTo(0.36, 12);
    const forecast = {
      task: 'forecast' as const,
      actual: Float64Array.from([3]),
      predicted: Float64Array.from([5, 4, 6]),
    };
    expect(Array.from(rowLosses(forecast)!.values)).toEqual([2]);
    const groups = {
      task: 'clustering' as const,
      predicted: new Float64Array(1),
      points: new Float64Array(1),
      width: 1,
    };
    expect(rowLosses(groups)).toBeNull();
  });
});

it('names a number of two values by its values', () => {
  const values = Float64Array.of(0, 1, 1, 0, Number.NaN);
  const cut = cutColumn({ name: 'paperless', kind: 'number', values });
  expect(cut?.terms).toEqual([
    { column: 'paperless', kind: 'is', value: '0' },
    { column: 'paperless', kind: 'is', value: '1' },
    { column: 'paperless', kind: 'missing' },
  ]);
  expect([...(cut?.codes ?? [])]).toEqual([0, 1, 1, 0, 2]);
});
