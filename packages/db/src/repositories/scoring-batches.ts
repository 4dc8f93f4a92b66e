import { errorReportSchema } from '@millrace/pipeline-core/errors';
import {
  artifactHashSchema,
  type EndpointId,
  type ProjectId,
  projectIdSchema,
  type RunId,
  runIdSchema,
} from '@millrace/pipeline-core/ids';
import { runStatusSchema } from '@millrace/pipeline-core/run';
import { scoringPlanSchema, scoringRequestKey, scoringRunKind } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import type { Db } from '../client';
import type { Prisma } from '../generated/client';
import { toStepError } from '../mappers/run-row';
import { queryRow, queryRows, sql } from '../raw-query';

/** A batch that an endpoint was asked to score: the run that does it, and how far that is. */
export const scoringBatchSchema = z.object({
  runId: runIdSchema,
  number: z.number().int(),
  projectId: projectIdSchema,
  plan: scoringPlanSchema,
  status: runStatusSchema,
  cancelAsked: z.boolean(),
  startedBy: z.string(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
  /** Indices of the steps that are done, and of those that are at work. */
  done: z.array(z.number().int()),
  atWork: z.array(z.number().int()),
  /** The scores of all rows; null until they are there. */
  table: artifactHashSchema.nullable(),
  /** Of steps that failed, the first three. */
  errors: z
    .array(z.preprocess(toStepError, errorReportSchema.nullable()))
    .transform((all) => all.filter((error) => error !== null)),
});
export type ScoringBatch = z.output<typeof scoringBatchSchema>;

const columns = sql`r.id as "runId", i.number, r.project_id as "projectId", i.plan, r.status,
  r.cancel_requested_at is not null as "cancelAsked", i.started_by as "startedBy", r.created_at as "createdAt",
  r.finished_at as "finishedAt",
  (select coalesce(jsonb_agg(s.idx order by s.idx), '[]') from step_run s
     where s.run_id = r.id and s.status in ('succeeded', 'cached')) as done,
  (select coalesce(jsonb_agg(s.idx order by s.idx), '[]') from step_run s
     where s.run_id = r.id and s.status = 'running') as "atWork",
  (select u.hash from step_run s join artifact_use u on u.run_id = s.run_id and u.idx = s.idx and u.dir = 'out'
     where s.run_id = r.id and s.spec->>'type' = 'gather-scores' and u.port = 'predictions') as "table",
  (select coalesce(jsonb_agg(f.error order by f.idx), '[]') from (select s.idx, s.error from step_run s
     where s.run_id = r.id and s.status = 'failed' order by s.idx limit 3) f) as errors`;
const tables = sql`run r join run_info i on i.run_id = r.id`;
const ofKind = sql`i.kind = ${scoringRunKind}`;

/** The batch of a project with this id; null when there is none. */
export async function getScoringBatch(db: Db, key: { projectId: ProjectId; id: string }): Promise<ScoringBatch | null> {
  return findOne(db, sql`r.project_id = ${key.projectId}::uuid and r.request_key = ${scoringRequestKey(key.id)}`);
}

/** Without asking whose it is: for handlers of events, which know the run. */
export async function getScoringBatchOfRunUnchecked(db: Db, runId: RunId): Promise<ScoringBatch | null> {
  return findOne(db, sql`r.id = ${runId}::uuid`);
}

async function findOne(db: Db, condition: Prisma.Sql): Promise<ScoringBatch | null> {
  return queryRow(db, scoringBatchSchema, sql`select ${columns} from ${tables} where ${ofKind} and ${condition}`);
}

/** Batches of an endpoint, newest first: those with numbers of runs below `before`, where it is given. */
export async function listScoringBatches(
  db: Db,
  o: { projectId: ProjectId; endpointId: EndpointId; limit: number; before?: number },
): Promise<ScoringBatch[]> {
  const older = o.before === undefined ? sql`` : sql`and i.number < ${o.before}`;
  return queryRows(
    db,
    scoringBatchSchema,
    sql`select ${columns} from ${tables} where ${ofKind} and i.project_id = ${o.projectId}::uuid
          and i.plan->'endpoint'->>'id' = ${o.endpointId} ${older} order by i.number desc limit ${o.limit}`,
  );
}
