import { PipelineError } from '@millrace/pipeline-core/errors';
import { type Gate, uncoveredChecks } from '@millrace/pipeline-core/release';
import type { DeploymentRow } from './deployment-port-types';

/**
 * Refuses an override of checks whose result its author never saw: the replay of held-out rows runs after it was asked for.
 * The deployment ends as one that a check has stopped, and can be overridden anew by somebody who has read that check.
 */
export function refuseUnseenChecks({ override, overridden }: DeploymentRow, gates: readonly Gate[]): void {
  if (!override || overridden == null) return;
  const unseen = uncoveredChecks(gates, overridden);
  if (unseen.length === 0) return;
  const seen = unseen.map(({ title, reason }) => `${title}: ${reason}`).join(' ');
  throw new PipelineError({
    code: 'gate-failed',
    family: 'pipeline',
    place: 'Deployment › gates',
    seen,
    expected: 'no failed check but those that were known when they were overridden',
    next: 'Read it, then mend it, or deploy all the same with a written reason.',
    message: `Not deployed. ${unseen.length === 1 ? 'A check has' : 'Checks have'} failed that nobody knew of when it was overridden. ${seen}`,
  });
}
