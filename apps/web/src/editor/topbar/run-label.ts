import { isError } from '@millrace/pipeline-core/validate';
import { formatCount } from '../../lib/format-number';
import type { EditorState } from '../store/editor-store';
import { hasSteps, isUpToDate, onlyRepeats } from '../store/selectors';

/** What the Run button says: how many steps a run would run. Without a plan that holds, only "Run". */
export function runLabel(state: EditorState): string {
  if (isUpToDate(state)) return 'Nothing to run';
  const summary = state.plan?.summary;
  const runs = summary === undefined ? 0 : summary.runs + summary.mayBeReused;
  if (runs === 0 || state.issues.some(isError)) return 'Run';
  if (onlyRepeats(state) && state.run?.status !== 'running') return `Repeat ${formatCount(runs, 'step')}`;
  return state.run?.status === 'running' ? `Also run ${formatCount(runs, 'step')}` : `Run ${formatCount(runs, 'step')}`;
}

/** Why nothing can be started; undefined when something can, or the plan says it better. */
export function whyNot(state: EditorState): string | undefined {
  return hasSteps(state) ? undefined : 'Add a step first, for example a dataset.';
}
