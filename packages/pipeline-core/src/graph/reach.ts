import { type Graph, neighbours } from './graph';

/**
 * Nodes reached from `starts` along edges in one direction, without the starts themselves unless an edge leads back:
 * 1. Put the starts on a stack.
 * 2. Take one, add its neighbours that were not seen to the answer and the stack.
 * 3. Repeat until the stack is empty. Cycles end because every node enters the answer once.
 */
export function reach<Id extends string>(
  graph: Graph<Id>,
  starts: readonly Id[],
  direction: 'forward' | 'backward',
): Set<Id> {
  const next = neighbours(graph, direction);
  const found = new Set<Id>();
  const stack = [...starts];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const neighbour of next.get(id) ?? []) {
      if (found.has(neighbour)) continue;
      found.add(neighbour);
      stack.push(neighbour);
    }
  }
  return found;
}
