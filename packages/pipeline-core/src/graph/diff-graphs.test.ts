import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import { diffGraphs } from './diff-graphs';

const step = (id: string, more: object = {}) => ({
  id,
  type: 'evaluate',
  version: 1,
  position: { x: 0, y: 0 },
  ...more,
});
const edge = (id: string, from: string, to: string) => ({
  id,
  from: { step: from, port: 'out' },
  to: { step: to, port: 'in' },
});
const document = (steps: { id: string }[], edges: { id: string }[] = []) =>
  pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(steps.map((item) => [item.id, item])),
    edges: Object.fromEntries(edges.map((item) => [item.id, item])),
  });

describe('diffGraphs', () => {
  it('tells added, removed, changed and moved steps apart', () => {
    const before = document([step('a'), step('b'), step('c')]);
    const after = document([
      step('a', { params: { part: 'train' } }),
      step('c', { position: { x: 5, y: 0 } }),
      step('d'),
    ]);
    const diff = diffGraphs(before, after);
    expect(diff.added.map((item) => item.id)).toEqual(['d']);
    expect(diff.removed.map((item) => item.id)).toEqual(['b']);
    expect(diff.changed.map((item) => [item.id, item.what])).toEqual([['a', ['params']]]);
    expect(diff.moved).toEqual(['c']);
  });

  it('compares edges by their ends', () => {
    const before = document([step('a'), step('b')], [edge('e1', 'a', 'b')]);
    expect(diffGraphs(before, document([step('a'), step('b')], [edge('e2', 'a', 'b')])).connected).toEqual([]);
    expect(diffGraphs(before, document([step('a'), step('b')], [edge('e1', 'b', 'a')]))).toMatchObject({
      connected: ['e1'],
      disconnected: ['e1'],
    });
  });
});
