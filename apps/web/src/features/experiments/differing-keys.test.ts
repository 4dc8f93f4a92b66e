import { expect, it } from 'vitest';
import { differingKeys } from './differing-keys';

it('names what is not alike in all rows', () => {
  const rows = [
    { depth: '4', rate: '0.1', seed: '1', empty: '' },
    { depth: '6', rate: '1e-1', seed: '1', empty: '', drop: '0.2' },
  ];
  expect(differingKeys(rows)).toEqual(['depth', 'drop']);
  expect(differingKeys(rows.slice(0, 1))).toEqual([]);
  expect(differingKeys([{ a: '' }, { a: '0' }])).toEqual(['a']);
  expect(differingKeys([{ own: '1', a: '1' }, { a: '2' }])).toEqual(['a', 'own']);
  expect(differingKeys([])).toEqual([]);
});
