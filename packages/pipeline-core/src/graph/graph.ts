import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';

/** What the algorithms of this folder work on. The order of `nodes` decides between equals, so results repeat. */
export type Graph<Id extends string = string> = {
  nodes: readonly Id[];
  edges: readonly { from: Id; to: Id }[];
};

/** The steps and edges of a document, steps in reading order (left to right, top to bottom). Edges to steps that are gone are left out. */
export function graphOf(document: PipelineDocument): Graph<StepId> {
  const steps = Object.values(document.steps).sort(
    (a, b) => a.position.x - b.position.x || a.position.y - b.position.y || (a.id < b.id ? -1 : 1),
  );
  const there = new Set<string>(steps.map((step) => step.id));
  const edges = Object.values(document.edges)
    .filter((edge) => there.has(edge.from.step) && there.has(edge.to.step))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((edge) => ({ from: edge.from.step, to: edge.to.step }));
  return { nodes: steps.map((step) => step.id), edges };
}

type Neighbours<Id extends string> = ReadonlyMap<Id, readonly Id[]>;

/** Graphs are never changed: those who ask for what lies behind each of many steps get the same maps. */
const known = { forward: new WeakMap<Graph, Neighbours<string>>(), backward: new WeakMap<Graph, Neighbours<string>>() };

/** For each node the nodes its edges lead to (`forward`) or come from (`backward`), each once. */
export function neighbours<Id extends string>(graph: Graph<Id>, direction: 'forward' | 'backward'): Neighbours<Id> {
  const before = known[direction].get(graph);
  if (before !== undefined) return before as Neighbours<Id>; // made below of this very graph, so its ids are of this type
  const result = new Map<Id, Set<Id>>(graph.nodes.map((id) => [id, new Set()]));
  for (const edge of graph.edges) {
    const [here, there] = direction === 'forward' ? [edge.from, edge.to] : [edge.to, edge.from];
    result.get(here)?.add(there);
  }
  const lists: Neighbours<Id> = new Map([...result].map(([id, ids]) => [id, [...ids]]));
  known[direction].set(graph, lists);
  return lists;
}
