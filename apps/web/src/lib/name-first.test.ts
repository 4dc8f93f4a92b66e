import { expect, it } from 'vitest';
import { nameFirst } from './name-first';

const same = (name: string) => name;

it('puts names that start with what was typed before those of which a word does, and both before the rest', () => {
  const found = ['SQL', 'Select features', 'Compare candidates', 'Select columns', 'Auto select'];
  expect(nameFirst(found, 'Select', same)).toEqual([
    'Select columns',
    'Select features',
    'Auto select',
    'SQL',
    'Compare candidates',
  ]);
});

it('keeps the order where nothing was typed', () => {
  expect(nameFirst(['b', 'a', 'c'], ' ', same)).toEqual(['b', 'a', 'c']);
});
