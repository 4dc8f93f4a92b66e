import { type Database, rightsOfActor } from '@millrace/db';
import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import { missingRight } from '@millrace/pipeline-core/plan';
import type { KnownRun } from './run-facts';

/**
 * Why a run must not deploy, or null. Whoever started it must have had the right then, since they let the run go on in
 * their name, and must have it still: hours lie between, in which people leave and keys are revoked.
 */
export async function lacksRightToDeploy(db: Database, run: KnownRun): Promise<ErrorReport | null> {
  const { projectId, startedBy, mayDeploy } = run;
  if (!mayDeploy) return refusal('a run that was started without the right “deploy”');
  const may = await rightsOfActor(db, { projectId, actor: startedBy });
  return may('deploy') ? null : refusal('whoever started the run has lost the right “deploy” since');
}

function refusal(seen: string): ErrorReport {
  return new PipelineError({
    code: missingRight,
    family: 'pipeline',
    place: 'Deployment › right to deploy',
    seen,
    expected: 'somebody who may deploy, at the start of the run and now',
    next: 'Ask somebody who may deploy to run it again, or to deploy the candidate from Experiments.',
    message: `Not deployed: ${seen}.`,
  }).report;
}
