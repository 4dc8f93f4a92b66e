import type { EndpointId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { EndpointConfig } from '@millrace/pipeline-core/release';
import {
  type Looks,
  noLooks,
  type RolloutPlan,
  type RolloutStatus,
  type StepFigures,
} from '@millrace/pipeline-core/rollout';
import { z } from 'zod';
import type { Db } from '../client';
import { type Rollout, type RolloutMove, rolloutMoveSchema, rolloutSchema } from '../mappers/rollout-row';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

const columns = sql`r.id::text as id, r.endpoint_id as "endpointId", r.deployment_id as "deploymentId", r.champion, r.challenger,
  r.plan, r.before, r.step, r.since, r.status, r.looks, r.ended_steps as "endedSteps", r.alias_set as "aliasSet",
  r.alias_before as "aliasBefore", r.reason, r.moves, r.created_by as "createdBy", r.created_at as "createdAt",
  r.ended_at as "endedAt"`;

export type NewRollout = {
  endpointId: EndpointId;
  deploymentId: string;
  champion: ReleaseId;
  challenger: ReleaseId;
  plan: RolloutPlan;
  /** The endpoint before it. */
  before: EndpointConfig;
  createdBy: string;
};

/** What a rollout has done to the alias of its model; `note` says on the timeline which other release lost it. */
export type TakenAlias = Pick<Rollout, 'aliasSet' | 'aliasBefore'> & { note: string | null };

/** Keeps a rollout at its first step, with the revision of the endpoint that began it and the alias that it took. */
export async function createRollout(
  db: Db,
  input: NewRollout & { revision: number; alias: TakenAlias },
): Promise<Rollout> {
  const row = await queryRow(
    db,
    rolloutSchema,
    sql`insert into rollout as r (endpoint_id, deployment_id, champion, challenger, plan, before, alias_set, alias_before, created_by)
        values (${input.endpointId}::uuid, ${input.deploymentId}::uuid, ${input.champion}::uuid, ${input.challenger}::uuid,
          ${toJsonText(input.plan)}::jsonb, ${toJsonText(input.before)}::jsonb, ${input.alias.aliasSet},
          ${input.alias.aliasBefore}::uuid, ${input.createdBy}) returning ${columns}`,
  );
  if (row === null) throw new Error('the rollout was not kept');
  const percent = input.plan.steps[0]?.percent ?? 0;
  await appendMove(db, {
    ...{ rolloutId: row.id, number: 1, kind: 'started', percent, revision: input.revision },
    ...{ reason: input.alias.note, actor: input.createdBy },
  });
  return row;
}

/** Appends what happened; the number of a move is taken once. */
export async function appendMove(db: Db, move: Omit<RolloutMove, 'at'>): Promise<void> {
  await db.prisma.$executeRaw(
    sql`insert into rollout_move (rollout_id, number, kind, percent, revision, reason, actor)
        values (${move.rolloutId}::uuid, ${move.number}, ${move.kind}, ${move.percent}, ${move.revision}::int, ${move.reason},
          ${move.actor})`,
  );
}

export type RolloutChange = {
  id: string;
  moves: number;
  status: RolloutStatus;
  step: number;
  /** Its traffic changes now: the step begins anew. */
  stepsOn: boolean;
  reason: string | null;
};

/** Where a rollout stands after a move. */
export async function changeRollout(db: Db, o: RolloutChange): Promise<void> {
  const over = o.status !== 'running' && o.status !== 'paused';
  await db.prisma.$executeRaw(
    sql`update rollout set moves = ${o.moves}, status = ${o.status}, step = ${o.step}, reason = coalesce(${o.reason}, reason),
          since = case when ${o.stepsOn} then now() else since end,
          looks = case when ${o.stepsOn} then ${toJsonText(noLooks)}::jsonb else looks end,
          ended_at = case when ${over} then coalesce(ended_at, now()) else null end
        where id::text = ${o.id}`,
  );
}

/** Keeps what was done at a step that ends. */
export async function appendStepFigures(db: Db, { id }: Pick<Rollout, 'id'>, figures: StepFigures): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update rollout set ended_steps = ended_steps || ${toJsonText([figures])}::jsonb where id::text = ${id}`,
  );
}

/** Notes that a step was judged, unless it has moved since. */
export async function noteLooks(db: Db, seen: { id: string; moves: number }, looks: Looks): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update rollout set looks = ${toJsonText(looks)}::jsonb
        where id::text = ${seen.id} and moves = ${seen.moves} and status in ('running', 'paused')`,
  );
}

/** A rollout of an endpoint of this project. */
export async function getRollout(db: Db, key: { projectId: ProjectId; id: string }): Promise<Rollout | null> {
  return queryRow(
    db,
    rolloutSchema,
    sql`select ${columns} from rollout r join endpoint e on e.id = r.endpoint_id
        where r.id::text = ${key.id} and e.project_id = ${key.projectId}::uuid and e.deleted_at is null`,
  );
}

/** The same for the system, which has it from a job; with `lock` nobody else moves it before the transaction ends. */
export async function getRolloutUnchecked(db: Db, o: { id: string; lock?: boolean }): Promise<Rollout | null> {
  const end = o.lock === true ? sql`for update` : sql``;
  return queryRow(db, rolloutSchema, sql`select ${columns} from rollout r where r.id::text = ${o.id} ${end}`);
}

/** The rollout an endpoint is in the middle of. */
export async function findOpenRollout(db: Db, endpointId: EndpointId): Promise<Rollout | null> {
  return queryRow(
    db,
    rolloutSchema,
    sql`select ${columns} from rollout r where r.endpoint_id = ${endpointId}::uuid and r.status in ('running', 'paused')`,
  );
}

/** The rollout that a deployment has started; null before it did. */
export async function findRolloutOfDeployment(db: Db, deploymentId: string): Promise<Rollout | null> {
  return queryRow(
    db,
    rolloutSchema,
    sql`select ${columns} from rollout r where r.deployment_id = ${deploymentId}::uuid`,
  );
}

/** Rollouts of an endpoint, newest first. */
export async function listRollouts(db: Db, key: { projectId: ProjectId; endpointId: EndpointId }): Promise<Rollout[]> {
  return queryRows(
    db,
    rolloutSchema,
    sql`select ${columns} from rollout r join endpoint e on e.id = r.endpoint_id
        where r.endpoint_id = ${key.endpointId}::uuid and e.project_id = ${key.projectId}::uuid
        order by r.created_at desc limit 50`,
  );
}

/** What happened to these rollouts, newest first. */
export async function listMoves(db: Db, rollouts: readonly Pick<Rollout, 'id'>[]): Promise<RolloutMove[]> {
  const ids = rollouts.map(({ id }) => id);
  return queryRows(
    db,
    rolloutMoveSchema,
    sql`select rollout_id::text as "rolloutId", number, kind, percent, revision, reason, actor, at
        from rollout_move where rollout_id = any(${ids}::uuid[]) order by at desc, number desc`,
  );
}

/** Rollouts that are not at their end, oldest first. */
export async function listOpenRollouts(db: Db): Promise<{ id: string; createdAt: Date }[]> {
  return queryRows(
    db,
    z.object({ id: z.string(), createdAt: z.date() }),
    sql`select id::text as id, created_at as "createdAt" from rollout where status in ('running', 'paused')
        order by created_at limit 500`,
  );
}
