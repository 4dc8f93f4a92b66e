import { ancestors, graphOf } from '@millrace/pipeline-core/graph';
import { type Issue, isError } from '@millrace/pipeline-core/validate';
import { formatCount } from '../../lib/format-number';
import type { ActionContext, RunRequest } from './define-action';

/** Starts a run unless steps of it have errors: then the problems are shown instead of a run that must fail. */
export async function startChecked(context: ActionContext, request: RunRequest): Promise<void> {
  const { store, effects } = context;
  store.getState().learn(); // what is known of the drawing lags behind the last edit a little
  const errors = errorsWithin(store.getState(), request);
  const [first] = errors;
  if (first === undefined) return effects.startRun(request);
  store.getState().show({ bottomOpen: true, bottomTab: 'problems' });
  if (first.step !== undefined) {
    store.getState().select([first.step]);
    store.getState().openInspector('settings');
  }
  effects.notify({
    title: `Not started: ${formatCount(errors.length, 'error')} to mend first`,
    detail: first.message,
    tone: 'warning',
  });
}

/** Errors of the steps that a run would hold. */
function errorsWithin(
  { document, issues }: ReturnType<ActionContext['store']['getState']>,
  { target }: RunRequest,
): Issue[] {
  const errors = issues.filter(isError);
  if (target === undefined) return errors;
  const within = ancestors(graphOf(document), [target]).add(target);
  return errors.filter(({ step }) => step !== undefined && within.has(step));
}
