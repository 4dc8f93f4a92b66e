import { PipelineError } from '@millrace/pipeline-core/errors';
import { failureText, type Gate, uncoveredChecks } from '@millrace/pipeline-core/release';
import type { DeploymentRow } from './deployment-port-types';

const mostShown = 5;

/**
 * Refuses an override of what its author never saw fail: the replay of held-out rows runs after it was asked for, and another
 * saved test, or another group of rows, is another failure.
 * The deployment ends as one that a check has stopped, and can be overridden anew by somebody who has read that.
 */
export function refuseUnseenChecks({ override, overridden }: DeploymentRow, gates: readonly Gate[]): void {
  if (!override || overridden == null) return;
  const unseen = uncoveredChecks(gates, overridden);
  if (unseen.length === 0) return;
  const seen = unseen.map((check) => failureText(check, mostShown)).join(' ');
  throw new PipelineError({
    code: 'gate-failed',
    family: 'pipeline',
    place: 'Deployment › gates',
    seen,
    expected: 'no failure but those that were known when they were overridden',
    next: 'Read it, then mend it, or deploy all the same with a written reason.',
    message: `Not deployed. Nobody knew of this when it was overridden. ${seen}`,
  });
}
