import { PipelineError } from '@millrace/pipeline-core/errors';
import { strategyAdvice, strategyConflict } from '@millrace/pipeline-core/release';
import { underWayAdvice, underWayWords } from '@millrace/pipeline-core/rollout';
import type { DeploymentEndpoint, DeploymentPorts, DeploymentRow } from './deployment-port-types';

/**
 * Asked again before routing: somebody may have made the endpoint live meanwhile, or begun a rollout. Going back changes no
 * mark, and ends a rollout.
 */
export async function refuseConflict(
  row: DeploymentRow,
  { endpoint, ports }: { endpoint: DeploymentEndpoint; ports: DeploymentPorts },
): Promise<void> {
  if (row.kind === 'rollback') return;
  const other = await ports.underWay(endpoint.id);
  if (other !== null && other.deploymentId !== row.id) throw inTheWay(underWayWords(endpoint.name, other));
  const conflict = strategyConflict(endpoint, row.strategy);
  if (conflict === null) return;
  throw new PipelineError({
    code: row.strategy === 'canary' ? 'endpoint-not-live' : 'endpoint-is-live',
    family: 'pipeline',
    place: 'Deployment › strategy',
    seen: conflict,
    expected: row.strategy === 'canary' ? 'a live endpoint' : 'an endpoint that is marked sandbox, or a new one',
    next: strategyAdvice(row.strategy),
    message: `Not deployed. ${conflict}`,
  });
}

function inTheWay(seen: string): PipelineError {
  return new PipelineError({
    code: 'rollout-under-way',
    family: 'pipeline',
    place: 'Deployment › strategy',
    seen,
    expected: 'an endpoint that nobody else is moving',
    next: underWayAdvice,
    message: `Not deployed. ${seen}`,
  });
}
