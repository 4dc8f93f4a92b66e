import type { Right } from '../access/roles';
import { findContract } from '../steps/catalog';
import type { PipelineDocument } from './pipeline-document';

/**
 * A ready-made drawing for somebody who may not do all of it: steps that need a right they do not have are disabled, so
 * that they can run the rest; whoever has the right enables them.
 */
export function disableForbidden(document: PipelineDocument, may: (right: Right) => boolean): PipelineDocument {
  const steps = Object.values(document.steps).map((step) => {
    const right = findContract(step.type)?.right;
    return right === undefined || may(right) ? step : { ...step, disabled: true };
  });
  return { ...document, steps: Object.fromEntries(steps.map((step) => [step.id, step])) };
}
