import type { PipelineDocument, Step } from '../document/pipeline-document';
import { ancestors } from '../graph/ancestors';
import { descendants } from '../graph/descendants';
import { graphOf } from '../graph/graph';
import { subgraph } from '../graph/subgraph';
import type { StepId } from '../ids';
import { findContract } from '../steps/catalog';
import { checkParams } from './check-params';

/** Steps that are run anew in every fold. The graph says which: nothing of it is saved. */
export type FoldRegion = {
  /** The step that made the folds; it is not part of the region itself. */
  opener: StepId;
  k: number;
  /** In the order of the drawing. */
  steps: readonly StepId[];
  /** Those of them that gather what the folds made. */
  gathers: readonly StepId[];
};

/**
 * The fold regions of a drawing, or of the part of it that runs:
 * 1. A step that makes folds opens one; a step behind it that gathers, and is not itself behind one that gathers, ends it.
 * 2. In the region is whatever lies on a way from the opener to such a step, the step itself included.
 * 3. What is behind the steps that gather runs once, with the model fitted on all train rows.
 * Disabled steps open and gather nothing.
 */
export function foldRegions(document: PipelineDocument, scope?: ReadonlySet<StepId>): FoldRegion[] {
  const whole = graphOf(document);
  const graph = scope === undefined ? whole : subgraph(whole, scope);
  const steps = graph.nodes.map((id) => document.steps[id]).filter((step): step is Step => step?.disabled === false);
  return steps.flatMap((opener) => {
    const k = foldsOf(opener);
    if (k === null) return [];
    const below = descendants(graph, [opener.id]);
    const gathering = steps.filter(({ id, type }) => below.has(id) && findContract(type)?.gathers !== undefined);
    const after = descendants(
      graph,
      gathering.map(({ id }) => id),
    );
    const gathers = gathering.map(({ id }) => id).filter((id) => !after.has(id));
    const above = ancestors(graph, gathers);
    const inside = steps
      .map(({ id }) => id)
      .filter((id) => below.has(id) && !after.has(id) && (above.has(id) || gathers.includes(id)));
    return [{ opener: opener.id, k, steps: inside, gathers }];
  });
}

/** How many folds a step makes; null when it makes none, or its settings are wrong. */
function foldsOf(step: Step): number | null {
  const contract = findContract(step.type);
  const checked = checkParams(step);
  if (contract?.folds === undefined || !checked.ok) return null;
  return contract.folds(contract.params.parse(checked.params));
}
