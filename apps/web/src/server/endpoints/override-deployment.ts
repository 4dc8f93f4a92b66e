import {
  appendAudit,
  createDeployment,
  type Db,
  type Deployment,
  type Endpoint,
  getDeployment,
  isOpenDeployment,
  listDeployments,
  listRevisions,
  lockEndpoint,
} from '@millrace/db';
import {
  decideGates,
  failureText,
  type GateCheck,
  gateSchema,
  newestMoveAfter,
  overrideOf,
  uncoveredChecks,
  writtenReasonSchema,
} from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { minuteOf, nameActor } from './name-actor';
import { requireTypedName } from './typed-name';
import { refuseUnderWay } from './under-way';

/**
 * Deploys again what a quality gate stopped. The reason stands on the timeline for good; unit checks still count, and
 * what was deployed since is not replaced unseen.
 */
export const overrideDeploymentUseCase = projectAction(
  'deploy',
  z.object({
    id: z.uuid(),
    reason: writtenReasonSchema,
    /** The endpoint's name, typed by the person. */
    typed: z.string(),
  }),
  async ({ project, actor }, { id, reason, typed }) => {
    const projectId = project.id;
    const stopped = await getDeployment(database(), { projectId, id });
    if (stopped === null) throw notFound('deployment');
    return database().transaction(async (tx) => {
      // Two overrides at once: the second one waits here and then sees the first.
      const endpoint = await lockEndpoint(tx, { projectId, id: stopped.endpointId });
      if (endpoint === null) throw notFound('endpoint');
      requireTypedName(typed, endpoint.name);
      const failed = requireOverridable(stopped);
      await requireUnmoved(tx, { endpoint, stopped });
      const { endpointId, releaseId, kind, strategy } = stopped;
      const canary = stopped.rollout === null ? {} : { rollout: stopped.rollout };
      const route = { endpointId, releaseId, kind, strategy, ...canary };
      const wish = { ...route, reason, override: true, overridden: overrideOf(failed), createdBy: actor };
      const deployment = await createDeployment(tx, wish);
      await appendAudit(tx, {
        projectId,
        actor,
        action: 'endpoint.override',
        subject: endpoint.id,
        details: {
          ...{ deployment: deployment.id, stopped: id, release: releaseId, reason },
          ...{ checks: failed.map((check) => check.id), failures: failed.map((check) => failureText(check)) },
        },
      });
      return { deployment: deployment.id };
    });
  },
);

/** The checks that stopped it, with what failed in each: an override is of these. */
function requireOverridable(stopped: Deployment): GateCheck[] {
  const gates = z.array(gateSchema).catch([]).parse(stopped.gates);
  const { allowed, overridable } = decideGates(gates);
  if (stopped.status === 'failed' && !allowed && overridable) return uncoveredChecks(gates, []);
  throw new Refusal(
    'conflict',
    'This deployment was not stopped by a check that may be overridden.',
    'Its timeline entry says what stopped it.',
  );
}

/** The checks spoke of what answered then. When that has changed, or is about to, they are to be asked anew. */
async function requireUnmoved(tx: Db, { endpoint, stopped }: { endpoint: Endpoint; stopped: Deployment }) {
  const key = { projectId: endpoint.projectId, endpointId: endpoint.id };
  const going = (await listDeployments(tx, key)).find(isOpenDeployment);
  if (going !== undefined) {
    const who = await nameActor(tx, endpoint.projectId, going.createdBy);
    throw new Refusal(
      'conflict',
      `Another deployment to ${endpoint.name} is going on: ${who} started it on ${minuteOf(going.createdAt)} UTC.`,
      'Wait for its end on the timeline of the endpoint, then decide again.',
    );
  }
  await refuseUnderWay(tx, endpoint);
  const stoppedAt = stopped.finishedAt ?? stopped.createdAt;
  // As the worker sees it: changed settings move nothing.
  const moved = newestMoveAfter(await listRevisions(tx, key), stoppedAt);
  if (moved === null) return;
  const who = await nameActor(tx, endpoint.projectId, moved.createdBy);
  throw new Refusal(
    'conflict',
    `${who} has moved ${endpoint.name} on ${minuteOf(moved.createdAt)} UTC (revision ${moved.revision}), after this deployment was stopped.`,
    'Deploy the candidate again from Experiments: its checks then compare with what answers now.',
  );
}
