import type { Histogram, ProfileWarning } from '@millrace/pipeline-core/profile';
import { beforeAll, expect, it } from 'vitest';
import type { PlainTable } from '../plain-table';
import { profileTable } from '../profile-table';
import { scratchFolder, scratchSession } from '../testing/scratch';

const session = scratchSession(scratchFolder('histograms'));
const rows = 6000;
const columns: PlainTable['columns'] = [
  { name: 'hr', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
  { name: 'weather', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
  { name: 'temp', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
  { name: 'many', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
  { name: 'day', type: 'date', role: 'feature', sqlType: 'DATE' },
  { name: 'code', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
  { name: 'children', type: 'integer', role: 'feature', sqlType: 'BIGINT' },
  { name: 'free', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
  { name: 'word', type: 'text', role: 'feature', sqlType: 'VARCHAR' },
  { name: 'y', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
];
let found: Map<string, { histogram: Histogram | null; lengthHistogram?: Histogram | undefined; bars?: number }>;
let warnings: ProfileWarning[];

beforeAll(async () => {
  // 24 hours; 1 to 3 and a single 4; fiftieths; 0 to 5999; 600 days; 1 to 5 and a 999 for "unknown"; 0 to 4 and a single 55;
  // no grid at all.
  await session.run(`CREATE TABLE measured AS SELECT i AS __row, i % 24 AS hr, CASE WHEN i = 7 THEN 4 ELSE 1 + i % 3 END AS weather,
    round((1 + i % 50) / 50.0, 2)::DOUBLE AS temp, i AS many, DATE '2011-01-01' + CAST(i % 600 AS INTEGER) AS day,
    CASE WHEN i < 3 THEN 999 ELSE 1 + i % 5 END AS code,
    CASE WHEN i = 9 THEN 55 ELSE i % 5 END AS children, sqrt(i)::DOUBLE AS free,
    repeat('x', CAST(1 + i % 45 AS INTEGER)) AS word, (i % 24)::DOUBLE AS y FROM range(${rows}) t(i)`);
  const table = { relation: 'measured', columns, rows, split: false };
  const profile = await profileTable(session, table, { target: 'y' });
  warnings = profile.warnings;
  found = new Map(
    profile.columns.map((column) => [column.name, { ...column, bars: column.byTarget?.bars.length ?? 0 }]),
  );
});

const of = (name: string): Histogram => {
  const histogram = found.get(name)?.histogram;
  if (!histogram) throw new Error(`no histogram of ${name}`);
  return histogram;
};

it.each([
  ['hr', 24],
  ['weather', 4],
  ['temp', 50],
])('gives each of the few values of %s its own bar, rare last ones too', (name, bars) => {
  const { counts, outside } = of(name);
  expect(counts).toHaveLength(bars);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(outside).toBe(0);
});

it.each(['many', 'day'])('puts equally many values of %s into every bar but the last', (name) => {
  const { counts, step, edges } = of(name);
  expect(new Set(counts.slice(0, -1)).size).toBe(1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows);
  expect((edges[0] ?? 0) + (step ?? 0) / 2).toBe(name === 'many' ? 0 : Date.UTC(2011, 0, 1));
});

it('leaves a value far beyond out, and says so', () => {
  expect(of('code')).toMatchObject({ edges: [0.5, 1.5, 2.5, 3.5, 4.5, 5.5], outside: 3 });
});

it('warns of a value far beyond the others where its place among few has a bar as well', () => {
  expect(of('children')).toMatchObject({ outside: 0 });
  expect(warnings.find(({ column, code }) => column === 'children' && code === 'far-out')).toMatchObject({
    message: '"children" reaches 55, while nearly all values lie from 0 to 4.',
    fix: { addStep: 'handle-outliers' },
  });
  expect(warnings.filter(({ column }) => column === 'hr').map(({ code }) => code)).not.toContain('far-out');
});

it('keeps 30 bars of equal width where values lie on no grid', () => {
  const { counts, step } = of('free');
  expect([counts.length, step]).toEqual([30, undefined]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows);
});

it('gives each length of texts its own bar', () => {
  const lengths = found.get('word')?.lengthHistogram;
  expect(lengths?.counts).toHaveLength(45);
  expect(Math.min(...(lengths?.counts ?? [0]))).toBeGreaterThan(0);
});

it('splits the same bars by the target', () => {
  for (const name of ['hr', 'many', 'code', 'free', 'day'])
    expect([name, found.get(name)?.bars]).toEqual([name, of(name).counts.length + 1]);
});
