import { expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import { stepIdSchema } from '../ids';
import { drawingUpTo } from './drawing-up-to';

const step = (id: string) => [id, { id, type: 'filter-rows', version: 1, position: { x: 0, y: 0 } }];
const line = (id: string, from: string, to: string) => [
  id,
  { id, from: { step: from, port: 'table' }, to: { step: to, port: 'table' } },
];
const document = pipelineDocumentSchema.parse({
  v: 1,
  steps: Object.fromEntries(['a', 'b', 'c', 'beside', 'behind'].map(step)),
  edges: Object.fromEntries([
    line('1', 'a', 'b'),
    line('2', 'b', 'c'),
    line('3', 'a', 'beside'),
    line('4', 'c', 'behind'),
  ]),
  notes: { n: { id: 'n', text: 'look', position: { x: 0, y: 0 }, size: { width: 1, height: 1 } } },
});

it('keeps a step, those before it and the lines between them', () => {
  const { steps, edges, notes, seed } = drawingUpTo(document, stepIdSchema.parse('c'));
  expect([Object.keys(steps), Object.keys(edges), notes]).toEqual([['a', 'b', 'c'], ['1', '2'], {}]);
  expect(seed).toBe(document.seed);
  expect(drawingUpTo(document, stepIdSchema.parse('gone')).steps).toEqual({});
});
