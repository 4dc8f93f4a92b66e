import { describe, expect, it } from 'vitest';
import type { Column } from '../../schema/table-schema';
import { type RenameRule, renamed, snakeCase } from './rename-names';

const column = (name: string, type: Column['type'] = 'number'): Column => ({ name, type, role: 'feature' });
const table = {
  columns: [column('Age'), column('Total Charges'), column('raw', 'sparse'), column('__row')],
  split: false,
};
const rule: RenameRule = { names: [], columns: [], style: 'keep', prefix: '', suffix: '' };

describe('snakeCase', () => {
  it.each([
    ['Total Charges', 'total_charges'],
    ['totalCharges2024', 'total_charges2024'],
    ['HTTPStatusCode', 'http_status_code'],
    ['  Größe (cm) ', 'große_cm'],
    ['Café', 'cafe'],
    ['---', '---'],
  ])('%s becomes %s', (from, to) => {
    expect(snakeCase(from)).toBe(to);
  });
});

describe('renamed', () => {
  it('leaves bookkeeping columns and storage-only types their names', () => {
    const { names, problems } = renamed({ ...rule, style: 'snake', prefix: 'x_' }, table);
    expect([...names]).toEqual([
      ['Age', 'x_age'],
      ['Total Charges', 'x_total_charges'],
    ]);
    expect(problems).toEqual([]);
  });

  it('limits the rule to the columns it is for', () => {
    expect([...renamed({ ...rule, style: 'snake', columns: ['Age'] }, table).names]).toEqual([['Age', 'age']]);
  });

  it.each([
    ['name-taken', [{ from: 'Age', to: 'total charges' }]],
    ['reserved-name', [{ from: 'Age', to: '__fold' }]],
    ['reserved-name', [{ from: '__row', to: 'row' }]],
    ['no-column', [{ from: '', to: 'x' }]],
    ['no-name', [{ from: 'Age', to: ' ' }]],
    [
      'renamed-twice',
      [
        { from: 'Age', to: 'a' },
        { from: 'Age', to: 'b' },
      ],
    ],
    ['column-type', [{ from: 'raw', to: 'cooked' }]],
  ])('says %s', (code, names) => {
    expect(renamed({ ...rule, names }, table).problems.map((problem) => problem.code)).toEqual([code]);
  });
});
