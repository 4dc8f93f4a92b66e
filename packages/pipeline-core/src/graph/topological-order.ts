import { type Graph, neighbours } from './graph';

/** Orders nodes so that every edge leads forward; null when there is a cycle. */
export function topologicalOrder<Id extends string>(graph: Graph<Id>): Id[] | null {
  const order = partialOrder(graph);
  return order.length === graph.nodes.length ? order : null;
}

/**
 * The nodes that are neither on nor behind a cycle, every edge between them leading forward (Kahn's algorithm):
 * 1. Count the incoming edges of each node.
 * 2. Of the nodes without any, take the first in the order of `graph.nodes`.
 * 3. Take away its outgoing edges; nodes that have none left join the candidates.
 * 4. Repeat. Nodes that are left over lie on or behind a cycle.
 */
export function partialOrder<Id extends string>(graph: Graph<Id>): Id[] {
  const next = neighbours(graph, 'forward');
  const open = new Map([...neighbours(graph, 'backward')].map(([id, sources]) => [id, sources.length]));
  const rank = new Map(graph.nodes.map((id, at) => [id, at]));
  const candidates = graph.nodes.filter((id) => open.get(id) === 0);
  const order: Id[] = [];
  for (let id = candidates.shift(); id !== undefined; id = candidates.shift()) {
    order.push(id);
    for (const child of next.get(id) ?? []) {
      const left = (open.get(child) ?? 0) - 1;
      open.set(child, left);
      if (left === 0) insertByRank(candidates, child, rank);
    }
  }
  return order;
}

function insertByRank<Id extends string>(sorted: Id[], id: Id, rank: ReadonlyMap<Id, number>): void {
  const own = rank.get(id) ?? 0;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rank.get(sorted[middle]!) ?? 0) < own) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, id);
}
