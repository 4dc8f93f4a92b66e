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
});
