import { expect, it } from 'vitest';
import { firstColumn, type HistoryBatch, historyLook } from './history-look';

type Column = HistoryBatch['columns'][number];

const column = (name: string, more: Partial<Column> = {}): Column => ({
  ...{ name, type: 'number', missing: 0, distinct: 50, distinctIsExact: true, mean: 1, deviation: 1, psi: null },
  ...{ newValues: [], lostValues: [] },
  ...more,
});
const batch = (columns: Column[], schema: string[] = []): HistoryBatch => ({
  rows: 4000,
  rejected: 0,
  schema,
  columns,
});

it('opens with the column that moved most, not with an id or a time', () => {
  const columns = [
    column('instant', { type: 'integer', distinct: 4000, psi: 5.8 }),
    column('day', { type: 'date', psi: 5.9 }),
    column('hum', { psi: 0.05 }),
    column('temp', { psi: 1.37 }),
  ];
  expect(firstColumn([batch([]), batch(columns)])).toBe('temp');
  expect(firstColumn([batch(columns.slice(0, 1))])).toBe('instant');
  expect(firstColumn([batch([column('id', { type: 'integer', distinct: 4000 }), column('x')]), batch([])])).toBe('x');
  expect(firstColumn([])).toBeNull();
});

it('leaves out what never changed', () => {
  const quiet = [batch([column('x')]), batch([column('x', { psi: 0.1 })])];
  expect(historyLook(quiet, 'x')).toEqual({
    missing: false,
    mean: true,
    psi: false,
    moved: true,
    values: false,
    schema: false,
  });
  expect(historyLook(quiet.slice(0, 1), 'x').moved).toBe(false);
  const moved = [...quiet, batch([column('x', { psi: 0.3, missing: 0.1, newValues: ['a'] })], ['“y” is gone.'])];
  expect(historyLook(moved, 'x')).toEqual({
    missing: true,
    mean: true,
    psi: true,
    moved: true,
    values: true,
    schema: true,
  });
});
