import { expect, it } from 'vitest';
import { inferSchemas } from '../infer-schemas';
import { draw } from './corpus/draw';
import { split, trees } from './corpus/drawings';
import { table } from './corpus/tables';
import { findLeaks } from './find-leaks';
import { sourceTargets } from './source-targets';

/** Two models of one source, each of another column; `echo` is one target in other words, `copy` the other. */
function twoTargets() {
  const drawing = draw(
    {
      data: { table: table(2000, 'echo', 'copy', 'size', 'price', 'rent') },
      first: ['select-columns', { columns: ['rent'], target: 'price' }],
      second: ['select-columns', { columns: ['price'], target: 'rent' }],
      split: split(),
      other: split(),
      trees,
      more: trees,
    },
    'data > first > split > trees',
    'data > second > other > more',
  );
  return { ...drawing, schemas: inferSchemas(drawing) };
}

const scored = (target: string, scores: Record<string, number>) => ({
  rows: 2000,
  target,
  columns: Object.fromEntries(
    ['echo', 'copy', 'size', 'price', 'rent'].map((name) => [
      name,
      { distinct: 100, looksLikeId: false, ...(scores[name] === undefined ? {} : { targetScore: scores[name] }) },
    ]),
  ),
});

it('gives every column that is predicted from a source, each once', () => {
  expect(sourceTargets(twoTargets())).toEqual({ data: ['price', 'rent'] });
});

it('lets the lint judge each model by the figures of what it predicts', () => {
  const facts = { data: [scored('price', { echo: 0.999, copy: 0.2 }), scored('rent', { copy: 0.999, echo: 0.2 })] };
  const told = findLeaks({ ...twoTargets(), facts }).map(({ issue }) => [issue.code, issue.about, issue.message]);
  expect(told).toEqual([
    ['feature-tells-target', 'echo', expect.stringContaining('`price`')],
    ['feature-tells-target', 'copy', expect.stringContaining('`rent`')],
  ]);
});
