import {
  type Deployment,
  type Endpoint,
  findRolloutOfDeployment,
  listApiKeys,
  listDeployments,
  listDeploymentsBehind,
  listEndpoints,
  listMembers,
  listMoves,
  type NamedRelease,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { callerNames } from '../monitoring/caller-names';
import { worseGroups } from './worse-groups';

/** Where a release went, newest first: who sent it, what came of it, and which of them is why it answers now. */
export async function deployedOf(projectId: ProjectId, release: Pick<NamedRelease, 'id'>) {
  const [endpoints, deployments, members, keys] = await Promise.all([
    listEndpoints(database(), projectId),
    listDeployments(database(), { projectId, releaseIds: [release.id] }),
    listMembers(database(), projectId),
    listApiKeys(database(), projectId),
  ]);
  const nameOf = callerNames({ members, keys });
  const named = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const answering = new Set(await Promise.all(endpoints.map((endpoint) => answeringDeployment(endpoint, release))));
  return Promise.all(
    deployments.map(async (deployment) => {
      const { id, endpointId, kind, strategy, status, reason, createdAt, createdBy, gates } = deployment;
      const endpoint = named.get(endpointId);
      return {
        ...{ id, endpointId, kind, strategy, status, reason, createdAt },
        by: nameOf(createdBy),
        rollout: await rolloutOf(deployment, nameOf),
        /** Null: it was deleted. */
        endpoint: endpoint?.name ?? null,
        sandbox: endpoint?.sandbox ?? false,
        answers: answering.has(id),
        /** Groups of rows on which it was worse than what answered. */
        worse: worseGroups(gates),
      };
    }),
  );
}

/** The deployment by which a release has traffic at an endpoint now; null where it has none. */
async function answeringDeployment({ id, revision, config }: Endpoint, release: Pick<NamedRelease, 'id'>) {
  const routed = config?.routes.some((route) => route.release === release.id && route.weight > 0) ?? false;
  if (!routed) return null;
  const key = { endpointId: id, releaseId: release.id, revision, at: new Date() };
  return (await listDeploymentsBehind(database(), key))[0]?.id ?? null;
}

/** How the rollout that a deployment began went on; null where it began none. The last move is the one that ended it. */
async function rolloutOf(deployment: Pick<Deployment, 'id' | 'strategy'>, nameOf: (actor: string) => string) {
  if (deployment.strategy !== 'canary') return null;
  const rollout = await findRolloutOfDeployment(database(), deployment.id);
  if (rollout === null) return null;
  const [last] = await listMoves(database(), [rollout]);
  return {
    status: rollout.status,
    percent: last?.percent ?? 0,
    at: last?.at ?? rollout.createdAt,
    /** Null: its own rules moved it. */
    by: last === undefined || last.actor === null ? null : nameOf(last.actor),
    reason: last?.reason ?? null,
  };
}
