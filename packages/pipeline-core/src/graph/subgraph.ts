import type { Graph } from './graph';

/** The graph of these nodes and the edges between them; order is kept. */
export function subgraph<Id extends string>(graph: Graph<Id>, keep: ReadonlySet<Id>): Graph<Id> {
  return {
    nodes: graph.nodes.filter((id) => keep.has(id)),
    edges: graph.edges.filter((edge) => keep.has(edge.from) && keep.has(edge.to)),
  };
}
