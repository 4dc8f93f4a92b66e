import { PipelineError } from '@millrace/pipeline-core/errors';
import { percentText } from '@millrace/pipeline-core/percent';
import { busiest, type Gate } from '@millrace/pipeline-core/release';
import { rolloutPlanSchema } from '@millrace/pipeline-core/rollout';
import type { DeploymentEndpoint, DeploymentPorts, DeploymentRow, Routed } from './deployment-port-types';

/** Begins the rollout of a canary, once, beside the release that answers most; `stale` and `over` as of any route. */
export async function startCanary(o: {
  row: DeploymentRow;
  endpoint: DeploymentEndpoint;
  gates: Gate[];
  log: (line: string) => void;
  ports: DeploymentPorts;
}): Promise<Routed> {
  const { row, endpoint, gates, log, ports } = o;
  const plan = row.rollout ?? rolloutPlanSchema.parse({});
  if (await ports.hasStarted(row.id)) return 'routed'; // walked twice at once: the other was faster
  if (endpoint.config === null) throw noChampion(`${endpoint.name} does not answer yet`);
  const champion = busiest(endpoint.config);
  if (champion === row.releaseId) throw noChampion('this release answers most of the traffic already');
  const start = { deployment: row, endpoint, config: endpoint.config, champion, plan, gates };
  const routed = await ports.startRollout(start);
  if (routed !== 'routed') return routed;
  const [first] = plan.steps;
  log(
    first?.shadow === undefined
      ? `${percentText(first?.percent ?? 0)} of the traffic goes to this release; the one before answers where it is late or fails.`
      : `A copy of ${percentText(first.shadow)} of the traffic goes to this release; the one before answers all of it.`,
  );
  return 'routed';
}

function noChampion(seen: string): PipelineError {
  return new PipelineError({
    code: 'no-champion',
    family: 'pipeline',
    place: 'Deployment › route',
    seen,
    expected: 'another release that answers there, to compare with',
    next: 'Send all traffic at once, or deploy another release.',
    message: `Not deployed. A canary has nothing to be compared with: ${seen}.`,
  });
}
