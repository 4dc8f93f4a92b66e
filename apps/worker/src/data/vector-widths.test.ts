import { expect, it } from 'vitest';
import { withWidths } from './vector-widths';

const image = { height: 2, width: 3, channels: 1 } as const;
const plan = { v: 1, expressionVersion: 1, source: [], nodes: [] } as const;
const inputs = [
  { name: 'page', type: 'vector', required: false },
  { name: 'plain', type: 'vector', required: false },
  { name: 'age', type: 'number', required: false },
] as const;

it('tells how many numbers a vector has, and which image its model reads in them', () => {
  const features = [
    { name: 'page', kind: 'vector', width: 6, image },
    { name: 'plain', kind: 'vector', width: 4 },
    { name: 'age', kind: 'number' },
  ] as const;
  expect(withWidths(inputs, { features: [...features], plan: { ...plan, source: [], nodes: [] } })).toEqual([
    { ...inputs[0], width: 6, image },
    { ...inputs[1], width: 4 },
    inputs[2],
  ]);
});
