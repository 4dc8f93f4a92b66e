import { PipelineError } from '@millrace/pipeline-core/errors';
import { newestMoveAfter } from '@millrace/pipeline-core/release';
import type { DeploymentPorts, DeploymentRow } from './deployment-port-types';

/**
 * Hours may lie between asking for a deployment and the evaluation it waits for. Refuses it where whoever asked may not
 * deploy any more, or where somebody has moved the endpoint since: what was decided last stands. Settings decide nothing.
 */
export async function refuseAfterWait(
  row: DeploymentRow,
  ports: Pick<DeploymentPorts, 'mayDeploy' | 'revisions'>,
): Promise<void> {
  if (row.status !== 'waiting') return;
  if (!(await ports.mayDeploy(row))) throw lostRight();
  const moved = newestMoveAfter(await ports.revisions(row), row.createdAt);
  if (moved !== null) throw movedMeanwhile(moved.revision);
}

function lostRight(): PipelineError {
  const seen = 'whoever asked for it has lost the right “deploy” while it waited';
  return new PipelineError({
    code: 'missing-right',
    family: 'pipeline',
    place: 'Deployment › right to deploy',
    seen,
    expected: 'somebody who may deploy, when it is asked for and when it goes on',
    next: 'Ask somebody who may deploy to deploy the candidate from Experiments.',
    message: `Not deployed: ${seen}.`,
  });
}

function movedMeanwhile(revision: number): PipelineError {
  const seen = `revision ${revision} of the endpoint, made while this deployment waited for an evaluation`;
  return new PipelineError({
    code: 'endpoint-has-moved',
    family: 'pipeline',
    place: 'Deployment › evaluation',
    seen,
    expected: 'the endpoint as it was when the deployment was asked for',
    next: 'Look at what answers now, and deploy once more if it shall be replaced.',
    message: `Not deployed. Somebody has moved the endpoint while this deployment waited (revision ${revision}).`,
  });
}
