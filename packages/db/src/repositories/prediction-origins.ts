import { tableMetaSchema } from '@millrace/pipeline-core/features';
import {
  type EndpointId,
  endpointIdSchema,
  type ProjectId,
  pipelineIdSchema,
  type ReleaseId,
  type RunId,
  runIdSchema,
  stepIdSchema,
} from '@millrace/pipeline-core/ids';
import { rolloutMoveKindSchema } from '@millrace/pipeline-core/rollout';
import type { SplitProof } from '@millrace/pipeline-core/split';
import { z } from 'zod';
import type { Db } from '../client';
import { type Deployment, deploymentSchema, endpointRevisionSchema } from '../mappers/endpoint-row';
import { rolloutSchema } from '../mappers/rollout-row';
import { type SplitRecord, splitRecordSchema } from '../mappers/split-row';
import { queryRow, queryRows, sql } from '../raw-query';

const routeSchema = z.object({
  endpointId: endpointIdSchema,
  name: z.string(),
  sandbox: z.boolean(),
  deleted: z.boolean(),
  /** Null: this revision is not kept. */
  made: endpointRevisionSchema
    .pick({ kind: true, config: true, reason: true, createdBy: true })
    .extend({ createdAt: z.coerce.date() })
    .nullable(),
});
/** How an endpoint routed at one of its revisions, also when it was deleted since. */
export type RouteAt = z.output<typeof routeSchema>;

/** An endpoint of the project, deleted or not, with one of its revisions. */
export async function getRouteAt(
  db: Db,
  key: { projectId: ProjectId; endpointId: EndpointId; revision: number },
): Promise<RouteAt | null> {
  return queryRow(
    db,
    routeSchema,
    sql`select e.id as "endpointId", e.name, e.sandbox, e.deleted_at is not null as deleted,
          case when v.revision is null then null else jsonb_build_object('kind', v.kind, 'config', v.config, 'reason', v.reason,
            'createdBy', v.created_by, 'createdAt', v.created_at) end as made
        from endpoint e left join endpoint_revision v on v.endpoint_id = e.id and v.revision = ${key.revision}
        where e.id = ${key.endpointId}::uuid and e.project_id = ${key.projectId}::uuid`,
  );
}

const rolloutAtSchema = rolloutSchema
  .pick({ id: true, champion: true, challenger: true, status: true })
  .extend({ kind: rolloutMoveKindSchema, percent: z.number(), actor: z.string().nullable(), at: z.date() });
/** A rollout with the move that made a revision of its endpoint. */
export type RolloutAt = z.output<typeof rolloutAtSchema>;

/** The rollout that made a revision; null where a deployment or a roll-back did. */
export async function findRolloutAt(
  db: Db,
  key: { endpointId: EndpointId; revision: number },
): Promise<RolloutAt | null> {
  return queryRow(
    db,
    rolloutAtSchema,
    sql`select r.id::text as id, r.champion, r.challenger, r.status, m.kind, m.percent, m.actor, m.at
        from rollout r join rollout_move m on m.rollout_id = r.id
        where r.endpoint_id = ${key.endpointId}::uuid and m.revision = ${key.revision} order by m.at limit 1`,
  );
}

/** Deployments that are told of one answer. */
const mostBehind = 6;

/**
 * The deployments behind an answer, that which brought it about first: that of the rollout which made the revision; else the newest of this release that succeeded
 * and was begun before the revision was made, be it the one that made an endpoint live or a way back. Then those before it. Where the revision has
 * the release neither as a route nor in its chain (a shadow), `at` stands for the revision's time.
 */
export async function listDeploymentsBehind(
  db: Db,
  key: { endpointId: EndpointId; releaseId: ReleaseId; revision: number; at: Date },
): Promise<Deployment[]> {
  const found = await queryRows(
    db,
    z.object({ id: z.uuid() }),
    sql`with routed as (
          select v.created_at as since from endpoint_revision v
          where v.endpoint_id = ${key.endpointId}::uuid and v.revision = ${key.revision}
            and (v.config -> 'routes' @> jsonb_build_array(jsonb_build_object('release', ${key.releaseId}::text))
              or jsonb_exists(v.config -> 'chain', ${key.releaseId})))
        select d.id from deployment d left join lateral (
            select true as moved from rollout r join rollout_move m on m.rollout_id = r.id
            where r.deployment_id = d.id and r.challenger = ${key.releaseId}::uuid and m.revision = ${key.revision} limit 1) x on true
        where d.endpoint_id = ${key.endpointId}::uuid and d.release_id = ${key.releaseId}::uuid
          and (x.moved or d.status = 'succeeded' and d.created_at <= coalesce((select since from routed), ${key.at}))
        order by x.moved nulls last, d.created_at desc limit ${mostBehind}`,
  );
  const rows = await db.prisma.deployment.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  const known = new Map(rows.map((row) => [row.id, deploymentSchema.parse(row)]));
  return found.flatMap(({ id }) => known.get(id) ?? []);
}

/** The split that made these marks, recorded first, whichever run took them from the cache later. */
export async function findSplitByProof(
  db: Db,
  key: { projectId: ProjectId; proof: SplitProof },
): Promise<SplitRecord | null> {
  const { projectId, proof } = key;
  const row = await db.prisma.splitReceipt.findFirst({
    where: {
      projectId,
      testSet: proof.testSet,
      AND: [
        { receipt: { path: ['proof', 'assignment'], equals: proof.assignment } },
        { receipt: { path: ['proof', 'table'], equals: proof.table } },
      ],
    },
    orderBy: { createdAt: 'asc' },
  });
  return row === null ? null : splitRecordSchema.parse(row);
}

const trainingSchema = z.object({
  runId: runIdSchema,
  number: z.number().int(),
  startedBy: z.string(),
  step: z.object({ id: stepIdSchema, title: z.string() }).nullable(),
  pipeline: z
    .object({ id: pipelineIdSchema, name: z.string(), version: z.number().int().nullable(), deleted: z.boolean() })
    .nullable(),
});
/** A run with one of its steps and the version of the pipeline it ran. */
export type TrainingRun = z.output<typeof trainingSchema>;

/** The run and the step that trained a model; null where the run is gone. */
export async function findTrainingRun(
  db: Db,
  key: { projectId: ProjectId; runId: RunId; idx: number },
): Promise<TrainingRun | null> {
  return queryRow(
    db,
    trainingSchema,
    sql`select i.run_id as "runId", i.number, i.started_by as "startedBy",
          case when s.run_id is null then null
               else jsonb_build_object('id', s.spec->'step', 'title', s.spec->'title') end as step,
          case when p.id is null then null else jsonb_build_object('id', p.id, 'name', p.name, 'version', v.number,
            'deleted', p.deleted_at is not null) end as pipeline
        from run_info i
        left join step_run s on s.run_id = i.run_id and s.idx = ${key.idx}
        left join pipeline p on p.id = i.pipeline_id
        left join pipeline_version v on v.id = i.version_id
        where i.project_id = ${key.projectId}::uuid and i.run_id = ${key.runId}::uuid`,
  );
}

const keptPlanSchema = tableMetaSchema.pick({ plan: true }).extend({ read: z.boolean() });
/** A plan of a feature set; `read`: the step that was asked for read the table it belongs to. */
export type KeptPlan = z.output<typeof keptPlanSchema>;

/**
 * The plans of a feature set among the tables of a run, those of tables that step `idx` read first. None where the tables
 * are gone, or too wide to be kept in the database.
 */
export async function listPlansOfRun(
  db: Db,
  key: { runId: RunId; featureSetId: string; idx: number },
): Promise<KeptPlan[]> {
  return queryRows(
    db,
    keptPlanSchema,
    sql`select a.inline->'plan' as plan, bool_or(u.idx = ${key.idx} and u.dir = 'in') as read
        from artifact_use u join artifact a on a.hash = u.hash
        where u.run_id = ${key.runId}::uuid and u.port like '%.meta' and a.inline->>'featureSetId' = ${key.featureSetId}
        group by a.hash order by read desc, min(u.idx), a.hash`,
  );
}
