import { expect, it } from 'vitest';
import { compareColumns, describeChanges } from './compare-columns';
import type { ContractColumn } from './source-task';

const before: ContractColumn[] = [
  { name: 'id', type: 'integer' },
  { name: 'amount', type: 'number' },
  { name: 'day', type: 'date' },
];

it('sees no change in another order', () => {
  expect(compareColumns(before, [...before].reverse())).toEqual([]);
  expect(describeChanges([])).toBe('');
});

it('names what is new, gone and of another type, in words', () => {
  const now: ContractColumn[] = [
    { name: 'id', type: 'text' },
    { name: 'day', type: 'date' },
    { name: 'currency', type: 'text' },
  ];
  expect(describeChanges(compareColumns(before, now))).toBe(
    '“id” was a whole number and is a text, “amount” is gone, “currency” (text) is new.',
  );
});

it('counts what would make the sentence too long', () => {
  const many = Array.from({ length: 9 }, (_, at): ContractColumn => ({ name: `c${at}`, type: 'text' }));
  expect(describeChanges(compareColumns([], many))).toContain('“c5” (text) is new and 3 more.');
});
