import {
  compareSketches,
  deviationOf,
  distinctOf,
  distinctValues,
  mergeSketches,
  quantileOf,
} from '@millrace/pipeline-core/sketch';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlainTable } from '../plain-table';
import { scratchFolder, scratchSession } from '../testing/scratch';
import { sketchTable } from './sketch-table';

const session = scratchSession(scratchFolder('sketch'));
const columns: PlainTable['columns'] = [
  { name: 'x', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
  { name: 'word', type: 'text', role: 'feature', sqlType: 'VARCHAR' },
  { name: 'day', type: 'date', role: 'feature', sqlType: 'DATE' },
];
const part = (where: string, rows: number): PlainTable => ({
  relation: `(SELECT * FROM whole WHERE ${where})`,
  columns,
  rows,
  split: false,
});

beforeAll(() =>
  session.run(`CREATE TABLE whole AS SELECT i AS __row,
    CASE WHEN i % 50 = 0 THEN NULL ELSE exp((hash(i) % 10000) / 1500.0) + i / 1000.0 END AS x,
    'w' || (hash(i + 7) % (CASE WHEN i < 60000 THEN 30000 ELSE 50000 END)) AS word,
    DATE '2024-01-01' + CAST(i % 400 AS INTEGER) AS day FROM range(90000) t(i)`),
);

describe('merged sketches of two batches', () => {
  it('give the figures of all rows within the error of a sketch', async () => {
    const [a, b] = [
      await sketchTable(session, part('__row < 60000', 60_000)),
      await sketchTable(session, part('__row >= 60000', 30_000)),
    ];
    const merged = mergeSketches(a, b);
    const [x, word, day] = merged.columns;
    if (x === undefined || word === undefined || day === undefined || x.quantiles === null)
      throw new Error('no sketch');
    const raw = await session.numbers(
      `SELECT count(*) - count(x) AS missing, min(x) AS low, max(x) AS high, avg(x) AS mean, stddev_samp(x) AS sd,
        count(DISTINCT word) AS words, max(epoch_ms(day)) AS latest FROM whole`,
    );
    expect(merged.rows).toBe(90_000);
    expect([x.missing, x.min, x.max, day.max]).toEqual([raw.missing, raw.low, raw.high, raw.latest]);
    expect(x.mean).toBeCloseTo(raw.mean ?? 0, 6);
    expect(deviationOf(x)).toBeCloseTo(raw.sd ?? 0, 6);
    expect(Math.abs(distinctOf(word.distinct) / (raw.words ?? 1) - 1)).toBeLessThan(0.07);
    const bounds = { min: x.min ?? 0, max: x.max ?? 0 };
    for (const share of [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) {
      const value = quantileOf(x.quantiles, bounds, share);
      const rank = await session.numbers(
        `SELECT avg(CASE WHEN x <= ${value} THEN 1.0 ELSE 0 END) AS share FROM whole WHERE x IS NOT NULL`,
      );
      expect(Math.abs((rank.share ?? 0) - share)).toBeLessThan(0.016);
    }
  });

  it('count every value once, and exactly where the list of values is complete', async () => {
    await session.run(
      "CREATE TABLE few AS SELECT i AS __row, ['a','b','c'][1 + (i % 3)::INT] AS word FROM range(30) t(i)",
    );
    const table: PlainTable = {
      relation: 'few',
      columns: columns.filter(({ name }) => name === 'word'),
      rows: 30,
      split: false,
    };
    const sketch = await sketchTable(session, table);
    const [column] = mergeSketches(sketch, sketch).columns;
    if (column === undefined) throw new Error('no column');
    expect(distinctValues(column)).toEqual({ count: 3, exact: true });
    expect(column.top?.values.map(({ value, count }) => [value, count])).toEqual([
      ['a', 20],
      ['b', 20],
      ['c', 20],
    ]);
  });
});

it('counts different values one by one in a table of some size, and estimates those of two together', async () => {
  const sketch = await sketchTable(session, part('__row < 60000', 60_000));
  const word = sketch.columns.find(({ name }) => name === 'word');
  const raw = await session.numbers('SELECT count(DISTINCT word) AS words FROM whole WHERE __row < 60000');
  if (word === undefined) throw new Error('no column');
  expect(distinctValues(word)).toEqual({ count: raw.words, exact: true });
  const merged = mergeSketches(sketch, sketch).columns.find(({ name }) => name === 'word');
  expect(merged === undefined ? true : distinctValues(merged).exact).toBe(false);
});

describe('comparing two batches by their sketches', () => {
  it('names the columns that moved, new and lost values, and changes of the schema', async () => {
    await session.run(
      `CREATE TABLE before AS SELECT i AS __row, i % 100 / 1.0 AS x, CASE WHEN i % 2 = 0 THEN 'old' ELSE 'both' END AS word FROM range(1000) t(i)`,
    );
    await session.run(
      `CREATE TABLE after AS SELECT i AS __row, 80 + i % 100 / 1.0 AS x, CASE WHEN i % 2 = 0 THEN 'new' ELSE 'both' END AS word, DATE '2024-01-01' AS day FROM range(1000) t(i)`,
    );
    const of = (relation: string, count: number): PlainTable => ({
      relation,
      columns: columns.slice(0, count),
      rows: 1000,
      split: false,
    });
    const compared = compareSketches(
      await sketchTable(session, of('before', 2)),
      await sketchTable(session, of('after', 3)),
    );
    const byName = new Map(compared.columns.map((column) => [column.name, column]));
    expect(byName.get('word')).toMatchObject({ newValues: ['new'], lostValues: ['old'] });
    expect(byName.get('x')?.psi).toBeGreaterThan(1);
    expect(compared.schema).toEqual(['“day” (date) is new.']);
    const same = compareSketches(
      await sketchTable(session, of('before', 2)),
      await sketchTable(session, of('before', 2)),
    );
    for (const { psi } of same.columns) expect(psi).toBeLessThan(0.001);
  });

  it('counts values that only the later list leaves unnamed', async () => {
    await session.run(`CREATE TABLE named AS SELECT i AS __row, 'a' AS word FROM range(1000) t(i)`);
    await session.run(
      `CREATE TABLE many AS SELECT i AS __row, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'w' || i END AS word FROM range(4000) t(i)`,
    );
    const word = columns.filter(({ name }) => name === 'word');
    const of = (relation: string, rows: number) =>
      sketchTable(session, { relation, columns: word, rows, split: false });
    const [before, after] = [await of('named', 1000), await of('many', 4000)];
    expect(before.columns[0]?.top?.floor).toBe(0);
    expect(after.columns[0]?.top?.floor).toBeGreaterThan(0);
    // Half of the rows are of values that nobody had before: (0.5 - 0.0001) ln(0.5 / 0.0001) for them alone.
    expect(compareSketches(before, after).columns[0]?.psi).toBeGreaterThan(3);
    expect(compareSketches(after, before).columns[0]?.psi).toBeGreaterThan(3);
  });

  it('compares whole numbers with numbers that have decimals', async () => {
    await session.run(
      'CREATE TABLE whole_numbers AS SELECT i AS __row, i % 3 AS x, i % 500 AS y FROM range(3000) t(i)',
    );
    await session.run(
      'CREATE TABLE with_decimals AS SELECT i AS __row, (i % 3)::DOUBLE AS x, (i % 500)::DOUBLE + 0.5 AS y FROM range(3000) t(i)',
    );
    const typed = (type: 'integer' | 'number', sqlType: string) =>
      ['x', 'y'].map((name) => ({ name, type, sqlType, role: 'feature' as const }));
    const whole = await sketchTable(session, {
      ...{ relation: 'whole_numbers', columns: typed('integer', 'BIGINT'), rows: 3000, split: false },
    });
    const parts = await sketchTable(session, {
      ...{ relation: 'with_decimals', columns: typed('number', 'DOUBLE'), rows: 3000, split: false },
    });
    const compared = compareSketches(whole, parts);
    expect(compared.columns.map(({ name }) => name).sort()).toEqual(['x', 'y']);
    for (const { psi } of compared.columns) expect(psi).toBeLessThan(0.01); // alike, also value by value
    expect(compared.schema).toEqual([
      '“x” was a whole number and is a number.',
      '“y” was a whole number and is a number.',
    ]);
  });
});
