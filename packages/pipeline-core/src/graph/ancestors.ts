import type { Graph } from './graph';
import { reach } from './reach';

/** Everything the given nodes depend on, near or far. A node is its own ancestor only on a cycle. */
export function ancestors<Id extends string>(graph: Graph<Id>, of: readonly Id[]): Set<Id> {
  return reach(graph, of, 'backward');
}
