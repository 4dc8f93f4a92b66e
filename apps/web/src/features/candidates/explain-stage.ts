import type { RunStatus } from '@millrace/pipeline-core/run';

/** How far explaining a model has come where there is nothing to show. */
export type ExplainStage = 'never' | 'running' | 'failed';

/** By the run of the button, where it was pressed; `failed`: a drawn step tried in vain before. */
export function explainStage(run: { status: RunStatus } | null, failed: boolean): ExplainStage {
  if (run === null || run.status === 'cancelled') return failed ? 'failed' : 'never';
  // A run that ended well has left something; where that is not kept any more, it is made again.
  if (run.status === 'succeeded') return 'never';
  return run.status;
}
