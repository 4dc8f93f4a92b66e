import { setTimeout as wait } from 'node:timers/promises';
import {
  appendAudit,
  createDeployment,
  type Deployment,
  describeOpenRollout,
  type Endpoint,
  getDeployment,
  isOpenDeployment,
  listDeployments,
  lockEndpoint,
  type ModelVersion,
} from '@millrace/db';
import type { ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { busiest } from '@millrace/pipeline-core/release';
import { underWayAdvice, underWayWords } from '@millrace/pipeline-core/rollout';
import { invalid, missing, TrackingError } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { listAnswering } from '../endpoints/list-answering';
import { mayOf, type ProjectContext } from '../use-case';

/** So long a client is kept waiting for the gates; a deployment that takes longer goes on by itself. */
const patienceMs = 20_000;
const lookEveryMs = 250;

/**
 * Makes a release the champion of its model: deploys it where its model answers now, through all gates. The alias moves
 * when the deployment is done. Nothing happens where it answers already.
 * @throws TrackingError without the right to deploy, where a gate stops it, and where it is not clear what to deploy where
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
  await untilDecided(context.project.id, deployment);
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
    const open = await describeOpenRollout(tx, id);
    if (open !== null) throw new TrackingError('RESOURCE_CONFLICT', `${underWayWords(name, open)} ${underWayAdvice}`);
    const key = { projectId: project.id, endpointId: id };
    if ((await listDeployments(tx, key)).some(isOpenDeployment)) {
      throw new TrackingError(
        'RESOURCE_CONFLICT',
        `Another deployment to ${name} is going on. Wait for its end, then try again.`,
      );
    }
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

/** Waits for the gates, so that a program hears what stopped its deployment. */
async function untilDecided(projectId: ProjectId, { id }: Deployment): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
    const now = await getDeployment(database(), { projectId, id });
    if (now === null || now.status === 'succeeded') return;
    if (now.status === 'failed' || now.status === 'cancelled') {
      const told = errorSchema.safeParse(now.error);
      throw invalid(`The deployment was stopped: ${told.success ? told.data.message : 'its page says why.'}`);
    }
    await wait(lookEveryMs);
  }
}
