import { isNullCell } from '@millrace/pipeline-core/expression';
import { createRowValidator } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { requestReader } from '../../data/read-request';

it('the check of rows accepts nothing that cannot be read afterwards', () => {
  const types = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp', 'list', 'vector'] as const;
  const times = ['2024-02-29', '2023-02-29', '9999-12-31', '0001-01-01', '2024-02-29T23:59:60Z', '2024-01-01T00:00Z'];
  const values = [true, 0, 1.5, 2 ** 53, '', '\ud800', ...times, [], ['a', null], [1, null], [1, 2], { i: [1] }];
  for (const type of types) {
    const odd = createRowValidator({ inputs: [{ name: 'x', type, required: true }] });
    const read = requestReader([{ name: 'x', type }]);
    const taken = values.filter((x) => odd.check({ x }, { index: 0, extras: 'refuse' }).length === 0);
    expect(taken.map((x) => read({ x })[0]).filter((cell) => cell === undefined || isNullCell(cell))).toEqual([]);
    expect(taken.length).toBeGreaterThan(0);
  }
});
