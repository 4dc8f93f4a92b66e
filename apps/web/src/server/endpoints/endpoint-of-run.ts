import {
  type Deployment,
  type Endpoint,
  findEndpointByName,
  getReleaseUnchecked,
  getRun,
  listDeployments,
  type NamedRelease,
} from '@millrace/db';
import { type ProjectId, type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

export type RunDeployment = {
  endpoint: Endpoint | null;
  /** The release of this run, once the endpoint routes to it. */
  served: NamedRelease | null;
  deployment: Deployment | null;
};

/** Where a run that deploys has got to: its endpoint, the newest deployment of this run's release, whether it answers. */
export async function findRunDeployment(projectId: ProjectId, runId: RunId): Promise<RunDeployment> {
  const run = await getRun(database(), { projectId, id: runId });
  if (run === null) throw notFound('run');
  const name = run.stepRuns.map(({ spec }) => spec.params.endpoint).find((value) => typeof value === 'string');
  const endpoint = typeof name === 'string' ? await findEndpointByName(database(), { projectId, name }) : null;
  if (endpoint === null) return { endpoint: null, served: null, deployment: null };
  const deployments = await listDeployments(database(), { projectId, endpointId: endpoint.id });
  const ours = deployments.filter(({ createdAt }) => createdAt >= run.createdAt);
  ours.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const deployment = ours[0] ?? null;
  const releases = await Promise.all(
    (endpoint.config?.routes ?? []).map(({ release }) => getReleaseUnchecked(database(), release)),
  );
  const served =
    releases.find((release) => release !== null && (release.runId === runId || release.id === deployment?.releaseId)) ??
    null;
  return { endpoint, served: deployment?.status === 'succeeded' ? served : null, deployment };
}

export const runDeploymentUseCase = projectQuery('view', z.object({ run: runIdSchema }), ({ project }, { run }) =>
  findRunDeployment(project.id, run),
);
