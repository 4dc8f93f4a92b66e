import { describe, expect, it } from 'vitest';
import type { PropagatedSchema } from '../schema/propagated';
import type { Column } from '../schema/table-schema';
import { getContract } from './catalog';

const column = (name: string, more: Partial<Column>): Column => ({ name, type: 'number', role: 'feature', ...more });
const rows = (day: Partial<Column>): PropagatedSchema[] => [
  { kind: 'known', table: { columns: [column('ds', day), column('y', { role: 'target' })], split: false } },
];
const fixOf = (type: string, day: Partial<Column>) => {
  const contract = getContract(type);
  const { issues } = contract.inferSchema(contract.params.parse({}), { rows: rows(day) });
  return issues.find(({ code }) => code === 'no-split')?.fix;
};

describe('the split that is offered for rows without one', () => {
  it('of a dated series is by its date at once', () => {
    expect(fixOf('exponential-smoothing', { type: 'date' })).toEqual({
      addStep: 'split-rows',
      title: 'Add Split rows by time before',
      params: { strategy: 'time-ordered', time: 'ds' },
    });
  });

  it('is by the column with the role time, and at random where none has it', () => {
    expect(fixOf('linear-regression', { type: 'date', role: 'time' })?.params).toEqual({
      strategy: 'time-ordered',
      time: '',
    });
    expect(fixOf('linear-regression', { type: 'date' })?.params).toBeUndefined();
  });
});
