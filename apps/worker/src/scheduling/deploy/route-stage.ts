import { PipelineError } from '@millrace/pipeline-core/errors';
import { decideGates, type EndpointConfig, type Gate } from '@millrace/pipeline-core/release';
import { takeBack } from '@millrace/pipeline-core/rollout';
import type { DeploymentEndpoint, DeploymentPorts, DeploymentRow, Routed } from './deployment-port-types';
import { isRoutedTo, nextConfig, rollbackConfig } from './next-config';
import { refuseConflict } from './refuse-conflict';
import { refuseMoved } from './refuse-moved';
import { refuseUnseenChecks } from './refuse-unseen-checks';
import { startCanary } from './start-canary';
import { required } from './still-there';

/** The last stage: decides by the gates, and gives the release its traffic. Tried again where somebody moves the endpoint meanwhile. */
export async function route(options: {
  row: DeploymentRow;
  gates: Gate[];
  /** The revision of the endpoint that the gates have compared with. */
  seen: number;
  log: (line: string) => void;
  ports: DeploymentPorts;
}): Promise<void> {
  const { row, gates, seen, log, ports } = options;
  const decision = decideGates(gates);
  const overridden = !decision.allowed && decision.overridable && row.override;
  if (!decision.allowed && !overridden) throw blocked(decision.text, decision.overridable);
  if (overridden) refuseUnseenChecks(row, gates);
  log(overridden ? `${decision.text} Overridden: ${row.reason}` : decision.text);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const endpoint = required(await ports.endpoint(row), 'endpoint');
    await refuseConflict(row, { endpoint, ports });
    if (row.kind === 'deploy' && row.strategy === 'canary') {
      if (!(await ports.hasStarted(row.id))) await refuseMoved(row, { seen, endpoint, ports });
      if (isRouted(await startCanary({ row, endpoint, gates, log, ports }))) return;
      continue;
    }
    const goesLive = row.kind === 'deploy' && row.strategy === 'direct' && endpoint.sandbox;
    // In shadow all traffic is on the champion, and going back to it ends the rollout all the same.
    const endsRollout = row.kind === 'rollback' && (await ports.underWay(endpoint.id)) !== null;
    if (isRoutedTo(endpoint.config, row.releaseId) && !goesLive && !endsRollout) {
      log('All traffic goes to this release already.');
      return;
    }
    await refuseMoved(row, { seen, endpoint, ports });
    const config = await configFor(row, { endpoint, ports });
    if (isRouted(await ports.route({ deployment: row, endpoint, config, gates, overridden, goesLive }))) {
      const fallbacks = config.chain.length;
      log(`All traffic goes to this release${fallbacks === 0 ? '' : `; fallback releases: ${fallbacks}`}.`);
      if (goesLive) log('The endpoint is live now, no sandbox any more.');
      return;
    }
  }
  throw new Error('the endpoint kept changing while this release was being routed');
}

/** False: look at the endpoint again. @throws where the deployment is over */
function isRouted(routed: Routed): boolean {
  if (routed === 'over') throw endedMeanwhile();
  return routed === 'routed';
}

/** Nobody reads it on the deployment, which keeps what ended it; it is for the log of a walk that came too late. */
function endedMeanwhile(): PipelineError {
  return new PipelineError({
    code: 'deployment-over',
    family: 'pipeline',
    place: 'Deployment › route',
    seen: 'a deployment that has ended while it was walked: it was cancelled, or another process was faster',
    expected: 'a deployment that is going on',
    next: 'Nothing was moved. Deploy again if it shall be.',
  });
}

/** Back from the middle of a rollout to its champion: the endpoint as it was before. */
async function configFor(
  row: DeploymentRow,
  { endpoint, ports }: { endpoint: DeploymentEndpoint; ports: DeploymentPorts },
): Promise<EndpointConfig> {
  if (row.kind !== 'rollback') return nextConfig(endpoint.config, row.releaseId);
  const open = await ports.underWay(endpoint.id);
  if (endpoint.config !== null && open?.champion === row.releaseId) return takeBack(endpoint.config, open.before);
  return rollbackConfig(endpoint.config, row.releaseId);
}

function blocked(text: string, overridable: boolean): PipelineError {
  return new PipelineError({
    code: 'gate-failed',
    family: 'pipeline',
    place: 'Deployment › gates',
    seen: text,
    expected: 'every gate passed',
    next: overridable
      ? 'Mend it, or deploy all the same with a written reason.'
      : 'Mend it; this gate cannot be overridden.',
    message: `Not deployed. ${text}`,
  });
}
