import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { EndpointConfig } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { shareTraffic } from '@millrace/pipeline-core/rollout';
import type { Db } from '../client';
import type { Endpoint } from '../mappers/endpoint-row';
import type { Rollout } from '../mappers/rollout-row';
import { appendAudit } from './audit';
import { holdOpenDeployment } from './deployments';
import { appendRevision } from './endpoint-revisions';
import { releaseAliases, takeAlias } from './rollout-aliases';
import { keepStepFigures } from './rollout-figures';
import { appendMove, changeRollout, createRollout, findOpenRollout, listRollouts, type NewRollout } from './rollouts';

export type RolloutStart = Omit<NewRollout, 'endpointId' | 'before'> & {
  endpoint: Pick<Endpoint, 'id' | 'projectId' | 'revision'>;
  config: EndpointConfig;
  gates: Json;
  reason: string | null;
};

/**
 * Gives a release its first share of an endpoint's traffic. `stale` where the endpoint has moved since it was read, or is in
 * the middle of another rollout: of two that start at once one does. `over` where its deployment has ended meanwhile.
 */
export async function startRollout(db: Db, o: RolloutStart): Promise<Result<Rollout, 'stale' | 'over'>> {
  const { endpoint, config, gates, reason, ...wish } = o;
  const { champion, challenger, plan, createdBy } = wish;
  const step = plan.steps[0] ?? { percent: 0 };
  const { percent } = step;
  const shared = { champion, challenger, step, stickyBy: plan.stickyBy, salt: wish.deploymentId };
  return db.transaction(async (tx) => {
    // Whether one is open is asked before anything is written, behind the lock that every revision takes.
    if (await isTaken(tx, endpoint)) return err('stale');
    if (!(await holdOpenDeployment(tx, wish.deploymentId))) return err('over');
    const revision = await appendRevision(tx, {
      endpointId: endpoint.id,
      config: shareTraffic(config, shared),
      gates,
      createdBy,
      baseRevision: endpoint.revision,
      ...(reason === null ? {} : { reason }),
    });
    if (!revision.ok) return err('stale');
    const alias = await takeAlias(tx, wish);
    const kept = { endpointId: endpoint.id, before: config, revision: revision.value.revision, alias };
    const rollout = await createRollout(tx, { ...wish, ...kept });
    await appendAudit(tx, {
      projectId: endpoint.projectId,
      actor: createdBy,
      action: 'rollout.started',
      subject: endpoint.id,
      details: { rollout: rollout.id, release: challenger, percent, revision: revision.value.revision, reason },
    });
    return ok(rollout);
  });
}

async function isTaken(tx: Db, { id }: Pick<Endpoint, 'id'>): Promise<boolean> {
  await tx.prisma.$queryRaw`select id from endpoint where id = ${id}::uuid for update`;
  return (await findOpenRollout(tx, id)) !== null;
}

/**
 * What a roll back of the endpoint means for its rollouts: the one under way, else the newest that brought the release gone
 * back from, is rolled back. Within the transaction that writes the revision.
 */
export async function endRollout(
  tx: Db,
  o: {
    endpoint: Pick<Endpoint, 'id' | 'projectId'>;
    from: ReleaseId | null;
    revision: number;
    actor: string;
    reason: string | null;
  },
): Promise<void> {
  const { id: endpointId, projectId } = o.endpoint;
  const rollout =
    (await findOpenRollout(tx, endpointId)) ??
    (await listRollouts(tx, { projectId, endpointId })).find(
      ({ status, challenger }) => status === 'done' && challenger === o.from,
    );
  if (rollout === undefined) return;
  const number = rollout.moves + 1;
  const { reason, revision, actor } = o;
  // One that was done before has kept them, and has let go of its alias.
  const wasOpen = rollout.status === 'running' || rollout.status === 'paused';
  if (wasOpen) await keepStepFigures(tx, rollout, new Date());
  await appendMove(tx, { rolloutId: rollout.id, number, kind: 'rolled-back', percent: 0, revision, reason, actor });
  const status = 'rolled-back';
  await changeRollout(tx, { id: rollout.id, moves: number, status, step: rollout.step, stepsOn: false, reason });
  if (wasOpen) await releaseAliases(tx, rollout, status);
}
