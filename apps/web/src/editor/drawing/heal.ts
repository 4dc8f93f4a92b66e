import type { Edge, PipelineDocument } from '@millrace/pipeline-core/document';
import { linksBetween, toEdge } from './find-connections';

/** Lines that connect what was before removed steps with what was behind them, where the types fit. */
export function connectAroundRemoved(
  document: PipelineDocument,
  removed: ReadonlySet<string>,
  newId: () => string,
): Edge[] {
  const edges = Object.values(document.edges);
  const rest = {
    ...document,
    steps: Object.fromEntries(Object.entries(document.steps).filter(([id]) => !removed.has(id))),
    edges: Object.fromEntries(
      edges.filter((e) => !removed.has(e.from.step) && !removed.has(e.to.step)).map((e) => [e.id, e]),
    ),
  };
  const healed: Edge[] = [];
  for (const out of edges.filter((edge) => removed.has(edge.from.step) && !removed.has(edge.to.step))) {
    const source = sourceBefore(document, out.from.step, removed);
    if (source === null) continue;
    const [link] = linksBetween(rest, {
      from: source.step,
      output: source.port,
      to: out.to.step,
      input: out.to.port,
    });
    if (link === undefined || link.replaces.length > 0) continue;
    const edge = toEdge(link, newId());
    healed.push(edge);
    rest.edges = { ...rest.edges, [edge.id]: edge };
  }
  return healed;
}

/** Follows the first line into removed steps back to a step that stays. */
function sourceBefore(
  document: PipelineDocument,
  step: Edge['from']['step'],
  removed: ReadonlySet<string>,
): Edge['from'] | null {
  let at = step;
  for (let seen = 0; seen <= removed.size; seen++) {
    const into = Object.values(document.edges).find((edge) => edge.to.step === at);
    if (into === undefined) return null;
    if (!removed.has(into.from.step)) return into.from;
    at = into.from.step;
  }
  return null;
}
