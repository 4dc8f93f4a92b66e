import type { StepId } from '@millrace/pipeline-core/ids';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { hasBestSoFar } from '../../features/runs/learns-in-rounds';
import type { EditorState } from '../store/editor-store';
import { isLive } from '../store/selectors';

/** Steps that the run going on is at and that would hand on the best so far, were they asked to end now. */
export function stepsWithBest(state: EditorState): { step: StepId; title: string }[] {
  return Object.values(state.document.steps).flatMap((step) => {
    const run = state.stepRuns[step.id];
    const atWork = run?.status === 'running' && run.early !== true && isLive(state, step.id);
    return atWork && hasBestSoFar(step.type) ? [{ step: step.id, title: stepTitle(step) }] : [];
  });
}
