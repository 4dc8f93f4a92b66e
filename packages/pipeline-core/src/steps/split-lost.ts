import type { PropagatedSchema } from '../schema/propagated';
import type { StepIssue } from './define-step';
import { hasMarks } from './infer';

/** A warning where rows with the marks of a split go into a step whose rows cannot keep them. */
export function splitLostIssue(arriving: readonly PropagatedSchema[], port: string, why: string): StepIssue[] {
  if (!arriving.some(hasMarks)) return [];
  const message = `${why}, so the split ends here and test rows may be learned from. Move Split rows behind this step.`;
  return [{ code: 'split-lost', severity: 'warning', message, port }];
}
