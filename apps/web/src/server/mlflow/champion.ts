import { setTimeout as wait } from 'node:timers/promises';
import {
  appendAudit,
  createDeployment,
  type Deployment,
  type Endpoint,
  getDeployment,
  isOpenDeployment,
  listDeployments,
  lockEndpoint,
  type ModelVersion,
} from '@millrace/db';
import type { ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { busiest, deploymentStageSchema } from '@millrace/pipeline-core/release';
import { inTheWayAdvice, inTheWayWords } from '@millrace/pipeline-core/rollout';
import { invalid, missing, TrackingError } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { environment } from '../../env';
import { database } from '../database';
import { listAnswering } from '../endpoints/list-answering';
import { findInTheWay } from '../endpoints/under-way';
import { mayOf, type ProjectContext } from '../use-case';

/** So long a client is kept waiting for the gates; a deployment that takes longer goes on by itself, and the client is told so. */
const patienceMs = 20_000;
const lookEveryMs = 250;

/**
 * Makes a release the champion of its model: deploys it where its model answers now, through all gates. The alias moves
 * when the deployment is done. Nothing happens where it answers already. Asked again while its deployment goes on, it is that one.
 * @throws TrackingError without the right to deploy, where a gate stops it, where it is not clear what to deploy where, and
 * where the deployment goes on for longer than a client can be kept: the alias has not moved then
 */
export async function deployChampion(context: ProjectContext, version: ModelVersion): Promise<void> {
  requireDeployRight(context, 'Setting the alias champion deploys.');
  if (version.releaseId === null) {
    throw invalid(
      `The alias champion means the release that answers, and version ${version.number} of ${version.name} holds files that ` +
        'Millrace does not serve. Use another alias for it.',
    );
  }
  const endpoint = await findEndpoint(context.project.id, version);
  if (endpoint.config !== null && busiest(endpoint.config) === version.releaseId) return;
  const deployment = await requestDeployment(context, { endpoint, release: version.releaseId });
  await untilDecided(context.project, { deployment, endpoint });
}

/** `why` is a sentence. @throws TrackingError without the right to deploy */
export function requireDeployRight(context: ProjectContext, why: string): void {
  if (mayOf(context)('deploy')) return;
  throw new TrackingError(
    'PERMISSION_DENIED',
    `${why} This needs a key with the scope deploy, of somebody who may deploy.`,
  );
}

/** The one endpoint where the model answers. */
async function findEndpoint(projectId: ProjectId, { modelId, name }: ModelVersion): Promise<Endpoint> {
  const answering = (await listAnswering(projectId)).filter(({ release }) => release?.modelId === modelId);
  const [first, second] = answering;
  if (first === undefined) {
    throw invalid(
      `No endpoint answers with ${name} yet. Deploy it once in Millrace; from then on the alias champion moves it.`,
    );
  }
  if (second === undefined) return first.endpoint;
  const names = answering.map(({ endpoint }) => endpoint.name).join(', ');
  throw invalid(
    `Several endpoints answer with ${name}: ${names}. Deploy in Millrace, where one of them can be chosen.`,
  );
}

async function requestDeployment(
  { project, actor }: ProjectContext,
  { endpoint: { id, name }, release }: { endpoint: Endpoint; release: ReleaseId },
): Promise<Deployment> {
  return database().transaction(async (tx) => {
    // Two programs at once: the second one waits here and then sees the first.
    const endpoint = await lockEndpoint(tx, { projectId: project.id, id });
    if (endpoint === null) throw missing(`The endpoint ${name} is gone.`);
    const key = { projectId: project.id, endpointId: id };
    const going = (await listDeployments(tx, key)).find(isOpenDeployment);
    const other = await findInTheWay(tx, endpoint);
    const isSame = going?.kind === 'deploy' && going.releaseId === release;
    if (isSame && other?.kind !== 'rollout') return going;
    if (other !== null)
      throw new TrackingError('RESOURCE_CONFLICT', `${inTheWayWords(name, other)} ${inTheWayAdvice(other)}`);
    const deployment = await createDeployment(tx, {
      endpointId: id,
      releaseId: release,
      kind: 'deploy',
      strategy: endpoint.sandbox ? 'sandbox' : 'direct',
      reason: 'The alias champion was set through MLflow.',
      createdBy: actor,
    });
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'endpoint.deploy-alias',
      subject: id,
      details: { deployment: deployment.id, release },
    });
    return deployment;
  });
}

const errorSchema = z.object({ message: z.string() });

type Asked = { deployment: Deployment; endpoint: Endpoint };

/** Waits for the gates, so that a program hears what stopped its deployment, or that it is not over. */
async function untilDecided(
  project: ProjectContext['project'],
  { deployment: { id }, endpoint }: Asked,
): Promise<void> {
  let waited = 0;
  for (;;) {
    const now = await getDeployment(database(), { projectId: project.id, id });
    if (now === null) throw missing(`The endpoint ${endpoint.name} is gone.`);
    if (now.status === 'succeeded') return;
    if (!isOpenDeployment(now)) {
      const told = errorSchema.safeParse(now.error);
      const why = now.status === 'cancelled' ? 'somebody has cancelled it.' : 'its page says why.';
      throw invalid(`The deployment was stopped: ${told.success ? told.data.message : why}`);
    }
    // What it waits for may take hours.
    if (now.status === 'waiting' || waited >= patienceMs) throw goesOn(project, { deployment: now, endpoint });
    await wait(lookEveryMs);
    waited += lookEveryMs;
  }
}

/** No code that a client tries again by itself for minutes: this may stay as it is for hours. */
function goesOn({ slug }: ProjectContext['project'], { deployment, endpoint }: Asked): TrackingError {
  const page = `${environment().publicUrl}/p/${slug}/deployments/${endpoint.id}`;
  const stages = z.array(deploymentStageSchema).catch([]).parse(deployment.stages);
  const now = stages.find(({ status }) => status === 'running');
  const doing = now?.log.at(-1) ?? (now === undefined ? 'It has not begun.' : `It is at the stage “${now.name}”.`);
  return new TrackingError(
    'RESOURCE_CONFLICT',
    `The alias champion has not moved yet: the deployment to ${endpoint.name} goes on. ${doing} The alias moves when it is ` +
      `done. Look at ${page}, or set the alias again to hear what came of it.`,
  );
}
