import type { StepId } from '@millrace/pipeline-core/ids';
import { type Issue, isError, stepTitle } from '@millrace/pipeline-core/validate';
import type { EditorState } from './editor-store';
import { hasFailed } from './selectors';

/** Failed steps that nothing has mended since. */
export function openFailures(state: EditorState): StepId[] {
  return Object.values(state.document.steps)
    .filter(({ id }) => hasFailed(state, id))
    .map(({ id }) => id);
}

/** Everything the Problems panel lists, failures first; what is counted anywhere is counted here. */
export function problemsOf(state: EditorState): Issue[] {
  const failed = openFailures(state).flatMap((id): Issue[] => {
    const [step, run] = [state.document.steps[id], state.stepRuns[id]];
    if (step === undefined || run === undefined) return [];
    const message = `${stepTitle(step)} failed in run ${run.runNumber}: ${run.error?.message ?? 'no reason was given'}`;
    return [{ code: 'failed', severity: 'error', step: id, message }];
  });
  return [...failed, ...state.issues];
}

/** How many problems are listed, and whether any of them is more than a warning. */
export function problemCount(state: EditorState): { all: number; errors: number } {
  const failed = openFailures(state).length;
  return { all: failed + state.issues.length, errors: failed + state.issues.filter(isError).length };
}
