import { expect, it } from 'vitest';
import { createUnseenFinder } from './unseen-values';

const find = createUnseenFinder({
  inputs: [
    { name: 'plan', type: 'text', required: false, levels: ['free', 'full', ''] },
    { name: 'note', type: 'text', required: false },
    { name: 'none', type: 'text', required: false, levels: [] },
    { name: 'age', type: 'integer', required: false, range: [1, 9] },
  ],
});

it('finds texts that no train row had, with the words of a refusal', () => {
  expect(find({ plan: 'Robots', note: 'anything', none: 'x', age: 99 })).toEqual([
    { field: 'plan', problem: 'unseen', seen: '"Robots"', expected: 'a value that the model has learned from' },
  ]);
  expect(find({ plan: 'x'.repeat(500) })?.[0]?.seen).toHaveLength(60);
});

it.each([{ plan: 'free' }, { plan: '' }, { plan: null }, {}])('makes nothing of %o', (row) => {
  expect(find(row)).toBeUndefined();
});
