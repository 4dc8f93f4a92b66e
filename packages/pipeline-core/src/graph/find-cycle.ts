import { type Graph, neighbours } from './graph';

/**
 * Finds one cycle, as the nodes on it in the order of its edges; null when there is none. Depth-first search without recursion:
 * 1. A node is new, open (on the current path) or done.
 * 2. From each new node follow edges, opening what is new.
 * 3. An edge to an open node closes a cycle: the path from that node on is the answer.
 * 4. A node without further edges is done and leaves the path.
 */
export function findCycle<Id extends string>(graph: Graph<Id>): Id[] | null {
  const next = neighbours(graph, 'forward');
  const state = new Map<Id, 'open' | 'done'>();
  for (const root of graph.nodes) {
    if (state.has(root)) continue;
    const path: { id: Id; at: number }[] = [{ id: root, at: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = next.get(top.id)?.[top.at++];
      if (child === undefined) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(child) === 'open') {
        const ids = path.map((item) => item.id);
        return ids.slice(ids.indexOf(child));
      } else if (!state.has(child)) {
        state.set(child, 'open');
        path.push({ id: child, at: 0 });
      }
    }
  }
  return null;
}
