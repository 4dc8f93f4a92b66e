import {
  type Deployment,
  type Endpoint,
  findDeploymentOfStep,
  findEndpointByName,
  getEndpoint,
  getReleaseUnchecked,
  getRun,
  type NamedRelease,
} from '@millrace/db';
import { type ProjectId, type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

export type RunDeployment = {
  endpoint: Endpoint | null;
  /** The release of this run, as long as the endpoint routes to it. */
  served: NamedRelease | null;
  /** The deployment this very run asked for; others may deploy to the same endpoint meanwhile. */
  deployment: Deployment | null;
};

/** Where a run that deploys has got to: its endpoint, its own deployment, and whether its release answers. */
export async function findRunDeployment(projectId: ProjectId, runId: RunId): Promise<RunDeployment> {
  const run = await getRun(database(), { projectId, id: runId });
  if (run === null) throw notFound('run');
  const step = run.stepRuns.find(({ spec }) => spec.type === 'deploy');
  const name = step?.spec.params.endpoint;
  const found = typeof name === 'string' ? await findEndpointByName(database(), { projectId, name }) : null;
  if (step === undefined || found === null) return { endpoint: null, served: null, deployment: null };
  const deployment = await findDeploymentOfStep(database(), { endpointId: found.id, runId, idx: step.idx });
  // Read again: a deployment that has succeeded since must not be seen with the routes of before.
  const endpoint = (await getEndpoint(database(), { projectId, id: found.id })) ?? found;
  const routed = endpoint.config?.routes.some(({ release, weight }) => release === deployment?.releaseId && weight > 0);
  const serves = deployment?.status === 'succeeded' && routed === true;
  return { endpoint, served: serves ? await getReleaseUnchecked(database(), deployment.releaseId) : null, deployment };
}

export const runDeploymentUseCase = projectQuery('view', z.object({ run: runIdSchema }), ({ project }, { run }) =>
  findRunDeployment(project.id, run),
);
