import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import { ancestors } from './ancestors';
import { graphOf } from './graph';

/** What a step is made from: it, the steps before it, near or far, and the lines between them. Notes are left out. */
export function drawingUpTo(document: PipelineDocument, step: StepId): PipelineDocument {
  const kept: ReadonlySet<string> = ancestors(graphOf(document), [step]).add(step);
  const steps = Object.values(document.steps).filter(({ id }) => kept.has(id));
  const edges = Object.values(document.edges).filter(({ from, to }) => kept.has(from.step) && kept.has(to.step));
  return {
    ...document,
    steps: Object.fromEntries(steps.map((one) => [one.id, one])),
    edges: Object.fromEntries(edges.map((one) => [one.id, one])),
    notes: {},
    ignored: {},
  };
}
