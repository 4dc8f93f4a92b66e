import type { Graph } from './graph';
import { reach } from './reach';

/** Everything that depends on the given nodes, near or far. A node is its own descendant only on a cycle. */
export function descendants<Id extends string>(graph: Graph<Id>, of: readonly Id[]): Set<Id> {
  return reach(graph, of, 'forward');
}
