import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestors, descendants, findCycle, type Graph, subgraph, topologicalOrder } from '.';

/** `a>b` edges between single letters. */
function graph(nodes: string, ...edges: string[]): Graph {
  return { nodes: [...nodes], edges: edges.map((edge) => ({ from: edge[0]!, to: edge[2]! })) };
}

const diamond = graph('dcba', 'a>b', 'a>c', 'b>d', 'c>d');

describe('topologicalOrder', () => {
  it('puts parents first and equals in the given order', () => {
    expect(topologicalOrder(diamond)).toEqual(['a', 'c', 'b', 'd']);
    expect(topologicalOrder(graph('xyz'))).toEqual(['x', 'y', 'z']);
    expect(topologicalOrder(graph(''))).toEqual([]);
  });

  it('takes two edges between the same steps as one', () => {
    expect(topologicalOrder(graph('ab', 'a>b', 'a>b'))).toEqual(['a', 'b']);
  });

  it('has no answer for a cycle', () => {
    expect(topologicalOrder(graph('abc', 'a>b', 'b>c', 'c>b'))).toBeNull();
  });
});

describe('findCycle', () => {
  it('names the steps of a cycle in order', () => {
    expect(findCycle(graph('abcd', 'a>b', 'b>c', 'c>d', 'd>b'))).toEqual(['b', 'c', 'd']);
    expect(findCycle(graph('a', 'a>a'))).toEqual(['a']);
    expect(findCycle(diamond)).toBeNull();
  });

  it('does not run out of stack on a long chain', () => {
    const nodes = Array.from({ length: 50_000 }, (_, i) => `n${i}`);
    const edges = nodes.slice(1).map((to, i) => ({ from: nodes[i]!, to }));
    expect(findCycle({ nodes, edges })).toBeNull();
    expect(topologicalOrder({ nodes, edges })).toEqual(nodes);
  });
});

describe('ancestors, descendants, subgraph', () => {
  it('follow edges in one direction', () => {
    expect([...ancestors(diamond, ['d'])].sort()).toEqual(['a', 'b', 'c']);
    expect([...ancestors(diamond, ['b'])]).toEqual(['a']);
    expect([...descendants(diamond, ['b', 'c'])]).toEqual(['d']);
    expect(ancestors(diamond, ['a']).size).toBe(0);
    expect([...descendants(graph('ab', 'a>b', 'b>a'), ['a'])].sort()).toEqual(['a', 'b']);
  });

  it('keeps the edges between the kept nodes only', () => {
    expect(subgraph(diamond, new Set(['a', 'b', 'd']))).toEqual(graph('dba', 'a>b', 'b>d'));
  });
});

describe('random graphs', () => {
  const anyGraph = fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    pairs: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 }),
  });

  it('have an order exactly when they have no cycle, and every edge leads forward in it', () => {
    fc.assert(
      fc.property(anyGraph, ({ size, pairs }) => {
        const nodes = Array.from({ length: size }, (_, i) => `n${i}`);
        const edges = pairs.map(([a, b]) => ({ from: nodes[a % size]!, to: nodes[b % size]! }));
        const order = topologicalOrder({ nodes, edges });
        const cycle = findCycle({ nodes, edges });
        expect(order === null).toBe(cycle !== null);
        if (order !== null) {
          expect([...order].sort()).toEqual([...nodes].sort());
          for (const edge of edges) expect(order.indexOf(edge.from)).toBeLessThan(order.indexOf(edge.to));
        }
        cycle?.forEach((from, at) => {
          const to = cycle[(at + 1) % cycle.length];
          expect(edges).toContainEqual({ from, to });
        });
      }),
      { seed: 20, numRuns: 300 },
    );
  });
});
