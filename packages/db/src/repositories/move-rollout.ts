import type { EndpointConfig } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { type RolloutStatus, shareTraffic, takeBack } from '@millrace/pipeline-core/rollout';
import type { Db } from '../client';
import type { Endpoint } from '../mappers/endpoint-row';
import type { Rollout, RolloutMove } from '../mappers/rollout-row';
import { sql } from '../raw-query';
import { appendAudit } from './audit';
import { appendRevision } from './endpoint-revisions';
import { getEndpointUnchecked } from './endpoints';
import { releaseAliases } from './rollout-aliases';
import { keepStepFigures } from './rollout-figures';
import { appendMove, changeRollout, getRolloutUnchecked } from './rollouts';

export type Move = {
  id: string;
  /** The last move that was seen when this one was decided. */
  seen: number;
  kind: Exclude<RolloutMove['kind'], 'started' | 'rolled-back'>;
  reason?: string;
  /** null: its own rules. */
  actor: string | null;
  /** Until when the step's figures count, which are kept as it ends; now unless given. */
  now?: Date;
};

/** Who stands in the audit log where no person moved it. */
const byRules = 'rollout rules';

/**
 * Moves a rollout: its state, the traffic of the endpoint, the aliases and the audit log, all or nothing. `stale` where
 * somebody has moved it since it was looked at, or it is over: two who decide at once make one move.
 */
export async function moveRollout(db: Db, move: Move): Promise<Result<Rollout, 'stale'>> {
  return db.transaction(async (tx) => {
    const before = await getRolloutUnchecked(tx, { id: move.id });
    if (before === null) return err('stale');
    // Deployments lock the endpoint first, too.
    await tx.prisma.$queryRaw(sql`select id from endpoint where id = ${before.endpointId}::uuid for update`);
    const rollout = await getRolloutUnchecked(tx, { id: move.id, lock: true });
    const endpoint = await getEndpointUnchecked(tx, before.endpointId);
    if (rollout === null || endpoint === null || endpoint.config === null) return err('stale');
    if (rollout.moves !== move.seen || !fits(rollout.status, move.kind)) return err('stale');
    await write(tx, { rollout, endpoint, config: endpoint.config, move });
    const after = await getRolloutUnchecked(tx, { id: move.id });
    if (after === null) throw new Error(`rollout ${move.id} is gone`);
    return ok(after);
  });
}

function fits(status: RolloutStatus, kind: Move['kind']): boolean {
  if (kind === 'resumed') return status === 'paused';
  if (kind === 'paused') return status === 'running';
  return status === 'running' || status === 'paused';
}

type Written = { rollout: Rollout; endpoint: Endpoint; config: EndpointConfig; move: Move };

async function write(tx: Db, o: Written): Promise<void> {
  const { rollout, endpoint, move } = o;
  const { status, step } = after(rollout, move.kind);
  const revision = await route(tx, o, step);
  if (revision !== null) await keepStepFigures(tx, rollout, move.now ?? new Date());
  const percent = move.kind === 'aborted' ? 0 : (rollout.plan.steps[step]?.percent ?? 0);
  const number = rollout.moves + 1;
  const reason = move.reason ?? null;
  await appendMove(tx, {
    rolloutId: rollout.id,
    number,
    kind: move.kind,
    percent,
    revision,
    reason,
    actor: move.actor,
  });
  const why = status === 'aborted' ? reason : null;
  // One that is over keeps the time of its last step: its figures stay those that were compared.
  const stepsOn = revision !== null && (status === 'running' || status === 'paused');
  await changeRollout(tx, { id: rollout.id, moves: number, status, step, stepsOn, reason: why });
  if (status === 'done' || status === 'aborted') await releaseAliases(tx, rollout, status);
  await appendAudit(tx, {
    projectId: endpoint.projectId,
    actor: move.actor ?? byRules,
    action: `rollout.${move.kind}`,
    subject: endpoint.id,
    details: { rollout: rollout.id, release: rollout.challenger, percent, revision, reason },
  });
}

function after(rollout: Rollout, kind: Move['kind']): { status: RolloutStatus; step: number } {
  const last = rollout.plan.steps.length - 1;
  switch (kind) {
    case 'paused':
      return { status: 'paused', step: rollout.step };
    case 'resumed':
      return { status: 'running', step: rollout.step };
    case 'aborted':
      return { status: 'aborted', step: rollout.step };
    case 'all':
      return { status: 'done', step: last };
    case 'next': {
      const step = Math.min(rollout.step + 1, last);
      return { status: step === last ? 'done' : rollout.status, step };
    }
  }
}

/** The revision that gives the release its share; null where traffic stays as it is. */
async function route(tx: Db, { rollout, endpoint, config, move }: Written, step: number): Promise<number | null> {
  if (move.kind === 'paused' || move.kind === 'resumed') return null;
  const { champion, challenger, plan, before, createdBy, deploymentId: salt } = rollout;
  const shared = { champion, challenger, step: plan.steps[step] ?? { percent: 100 }, stickyBy: plan.stickyBy, salt };
  const back = move.kind === 'aborted';
  const written = await appendRevision(tx, {
    endpointId: endpoint.id,
    kind: back ? 'rollback' : 'deploy',
    config: back ? takeBack(config, before) : shareTraffic(config, shared),
    createdBy: move.actor ?? createdBy,
    ...(move.reason === undefined ? {} : { reason: move.reason }),
  });
  if (!written.ok) throw new Error(`endpoint ${endpoint.id} took no revision: ${written.error}`);
  return written.value.revision;
}
