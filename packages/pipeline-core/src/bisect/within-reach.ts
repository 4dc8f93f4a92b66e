import type { PipelineDocument } from '../document/pipeline-document';
import { drawingUpTo } from '../graph/drawing-up-to';
import type { StepId } from '../ids';

/**
 * A drawing cut to what reaches a step in it or in the other one: a step that both have is not new only because it came to
 * matter, and lines into it that the other has not are seen.
 */
export function withinReach(document: PipelineDocument, other: PipelineDocument, step: StepId): PipelineDocument {
  const reach = new Set([document, other].flatMap((one) => Object.keys(drawingUpTo(one, step).steps)));
  return {
    ...document,
    steps: Object.fromEntries(Object.entries(document.steps).filter(([id]) => reach.has(id))),
    edges: Object.fromEntries(
      Object.entries(document.edges).filter(([, { from, to }]) => reach.has(from.step) && reach.has(to.step)),
    ),
  };
}
