import { expect, it } from 'vitest';
import { createUnseenFinder } from './unseen-values';

const find = createUnseenFinder({
  inputs: [
    { name: 'plan', type: 'text', required: false, levels: ['free', 'full', ''] },
    { name: 'note', type: 'text', required: false },
    { name: 'none', type: 'text', required: false, levels: [] },
    { name: 'age', type: 'integer', required: false, range: [1, 9] },
    { name: 'letter', type: 'text', required: false, levels: ['dear sirs'] },
    { name: 'title', type: 'text', required: false, levels: ['hello'] },
  ],
  features: [
    { name: 'plan', kind: 'category', levels: ['free', 'full', ''] },
    { name: 'letter', kind: 'text' },
  ],
  plan: {
    ...{ v: 1, expressionVersion: 1, source: [] },
    nodes: [
      {
        ...{ version: 1, kernel: 'hashed-text', inputs: ['title'], outputs: ['title 0', 'title 1'] },
        state: {
          ...{ cut: { of: 'words', lowerCase: true, from: 1, to: 1 }, sublinear: false, unitLength: false },
          buckets: 2,
        },
      },
    ],
  },
});

it('finds texts that no train row had, with the words of a refusal', () => {
  expect(find({ plan: 'Robots', note: 'anything', none: 'x', age: 99 })).toEqual([
    { field: 'plan', problem: 'unseen', seen: '"Robots"', expected: 'a value that the model has learned from' },
  ]);
  expect(find({ plan: 'x'.repeat(500) })?.[0]?.seen).toHaveLength(60);
});

it.each([{ plan: 'free' }, { plan: '' }, { plan: null }, {}, { letter: 'of words', title: 'not seen' }])(
  'makes nothing of %o',
  (row) => {
    expect(find(row)).toBeUndefined();
  },
);
