import {
  type ArtifactHash,
  type PipelineId,
  type ProjectId,
  pipelineIdSchema,
  type RunId,
  runIdSchema,
  type StepId,
  stepIdSchema,
} from '@millrace/pipeline-core/ids';
import { type RunStatus, runStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import {
  type RunDetail,
  type RunEvent,
  type RunHeader,
  type RunSummary,
  runDetailSchema,
  runEventSchema,
  runHeaderSchema,
  runSummarySchema,
} from '../mappers/run-row';
import { queryRow, queryRows, sql } from '../raw-query';
import { listStepRuns } from './step-runs';

/** Steps that have not ended or failed, as people count them: those of the drawing (`countDrawnSteps` of pipeline-core). */
const drawnSteps = (which: Prisma.Sql) =>
  sql`(select count(distinct s.spec->>'step')::int from step_run s where s.run_id = r.id and ${which})`;
const open = sql`s.status not in ('succeeded', 'cached', 'failed', 'skipped', 'cancelled')`;

const summaryColumns = sql`r.id, r.project_id as "projectId", i.number, i.pipeline_id as "pipelineId", p.name as "pipelineName",
  i.version_id as "versionId", i.kind, i.trigger, i.started_by as "startedBy", r.status, r.paused,
  case when r.open_steps = 0 then 0 else ${drawnSteps(open)} end as "openSteps",
  case when r.failed_steps = 0 then 0 else ${drawnSteps(sql`s.status = 'failed'`)} end as "failedSteps",
  i.drawn_steps as steps,
  r.created_at as "createdAt", r.finished_at as "finishedAt"`;
const summaryTables = sql`run r join run_info i on i.run_id = r.id left join pipeline p on p.id = i.pipeline_id`;
const detailColumns = sql`${summaryColumns}, i.may_deploy as "mayDeploy", i.plan, r.last_seq as "lastSeq", r.cancel_requested_at as "cancelRequestedAt"`;

/** What lists of runs hold. */
const ordinary = sql`i.kind <> 'hybrid'`;

export type RunFilter = {
  projectId: ProjectId;
  pipelineId?: PipelineId;
  status?: RunStatus;
  /** Not what was started this way. */
  exceptTrigger?: string;
  /** Of this kind alone; without it hybrids, which a search for a cause starts by the dozen, are left out. */
  kind?: 'hybrid' | 'pipeline';
  /** Runs with a smaller number only: the next page. */
  before?: number;
  limit?: number;
};

const lastRunSchema = z.object({
  pipelineId: pipelineIdSchema,
  id: runIdSchema,
  number: z.int(),
  status: runStatusSchema,
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
/** How a pipeline went the last time. */
export type LastRun = z.output<typeof lastRunSchema>;

/** The newest run of each drawn pipeline of a project that has any. */
export async function listLastRuns(db: Db, projectId: ProjectId): Promise<LastRun[]> {
  return queryRows(
    db,
    lastRunSchema,
    sql`select p.id as "pipelineId", l.* from pipeline p cross join lateral (
          select r.id, i.number, r.status, r.created_at as "createdAt", r.finished_at as "finishedAt"
          from run_info i join run r on r.id = i.run_id
          where i.pipeline_id = p.id and ${ordinary} order by i.number desc limit 1) l
        where p.project_id = ${projectId}::uuid and p.deleted_at is null and p.source_id is null`,
  );
}

/** Runs of a project, newest first; 50 unless told otherwise. */
export async function listRuns(db: Db, filter: RunFilter): Promise<RunSummary[]> {
  const conditions = [
    sql`i.project_id = ${filter.projectId}::uuid`,
    ...(filter.pipelineId === undefined ? [] : [sql`i.pipeline_id = ${filter.pipelineId}::uuid`]),
    ...(filter.status === undefined ? [] : [sql`r.status = ${filter.status}`]),
    ...(filter.exceptTrigger === undefined ? [] : [sql`i.trigger <> ${filter.exceptTrigger}`]),
    filter.kind === undefined ? ordinary : sql`i.kind = ${filter.kind}`,
    ...(filter.before === undefined ? [] : [sql`i.number < ${filter.before}`]),
  ];
  return queryRows(
    db,
    runSummarySchema,
    sql`select ${summaryColumns} from ${summaryTables} where ${Prisma.join(conditions, ' and ')}
        order by i.number desc limit ${filter.limit ?? 50}`,
  );
}

/** One run as lists show it. */
export async function getRunSummary(db: Db, key: { projectId: ProjectId; id: RunId }): Promise<RunSummary | null> {
  return queryRow(
    db,
    runSummarySchema,
    sql`select ${summaryColumns} from ${summaryTables} where i.project_id = ${key.projectId}::uuid and r.id = ${key.id}::uuid`,
  );
}

/** Runs of a project in which a step of the drawing made this content, newest first, each with the first such step. */
export async function listRunsOfOutput(
  db: Db,
  o: { projectId: ProjectId; hash: ArtifactHash; limit: number },
): Promise<(RunSummary & { step: StepId; port: string })[]> {
  return queryRows(
    db,
    runSummarySchema.extend({ step: stepIdSchema, port: z.string() }),
    sql`select ${summaryColumns}, u.step, u.port from ${summaryTables}
        join lateral (select s.spec->>'step' as step, a.port from artifact_use a
                      join step_run s on s.run_id = a.run_id and s.idx = a.idx
                      where a.run_id = r.id and a.dir = 'out' and a.hash = ${o.hash} and s.spec->'fold' is null
                        and s.spec->'trial' is null and s.spec->'inside' is null
                      order by a.idx, a.port limit 1) u on true
        where i.project_id = ${o.projectId}::uuid
          and r.id in (select run_id from artifact_use where hash = ${o.hash} and dir = 'out')
        order by i.number desc limit ${o.limit}`,
  );
}

/** A run with its steps, edges and last event number, all of one moment: live events go on from there without a gap. */
export async function getRun(db: Db, key: { projectId: ProjectId; id: RunId }): Promise<RunDetail | null> {
  return db.transaction((tx) => readRun(tx, sql`r.project_id = ${key.projectId}::uuid and r.id = ${key.id}::uuid`), {
    isolation: 'RepeatableRead',
  });
}

/** The same by the number people see. */
export async function getRunByNumber(db: Db, key: { projectId: ProjectId; number: number }): Promise<RunDetail | null> {
  return db.transaction((tx) => readRun(tx, sql`i.project_id = ${key.projectId}::uuid and i.number = ${key.number}`), {
    isolation: 'RepeatableRead',
  });
}

async function readRun(db: Db, condition: Prisma.Sql): Promise<RunDetail | null> {
  const run = await queryRow(
    db,
    runDetailSchema,
    sql`select ${detailColumns} from ${summaryTables} where ${condition}`,
  );
  if (run === null) return null;
  const edges = await queryRows(
    db,
    z.object({ parent: z.number(), child: z.number() }),
    sql`select parent, child from step_edge where run_id = ${run.id}::uuid order by parent, child`,
  );
  const stepRuns = await listStepRuns(db, { runId: run.id });
  return { ...run, stepRuns, edges: edges.map(({ parent, child }) => [parent, child]) };
}

/** Which project a run belongs to and how far its events go; for rights checks and live streams. */
export async function getRunHeader(db: Db, id: RunId): Promise<RunHeader | null> {
  return queryRow(
    db,
    runHeaderSchema,
    sql`select id, project_id as "projectId", status, last_seq as "lastSeq",
          coalesce((select min(seq) from run_event e where e.run_id = run.id), last_seq + 1) as "firstSeq"
        from run where id = ${id}::uuid`,
  );
}

/** Events after `since`, in order, at most `limit` (1,000). Gap-free as long as `since` >= firstSeq - 1. */
export async function listRunEvents(
  db: Db,
  input: { runId: RunId; since: number; limit?: number },
): Promise<RunEvent[]> {
  return queryRows(
    db,
    runEventSchema,
    sql`select seq, kind, idx, attempt, at from run_event where run_id = ${input.runId}::uuid and seq > ${input.since}
        order by seq limit ${input.limit ?? 1000}`,
  );
}

/** Steps of a project that are not final: dispatch refuses more than 50,000. */
export async function countOpenSteps(db: Db, projectId: ProjectId): Promise<number> {
  const row = await queryRow(
    db,
    z.object({ n: z.number() }),
    sql`select coalesce(sum(open_steps), 0)::int as n from run where project_id = ${projectId}::uuid and status = 'running'`,
  );
  return row?.n ?? 0;
}

/** Runs of a project that are not final, oldest first, with whether they are paused. */
export async function listOpenRuns(
  db: Db,
  projectId: ProjectId,
): Promise<{ id: RunHeader['id']; paused: boolean; status: RunStatus }[]> {
  return queryRows(
    db,
    z.object({ id: runHeaderSchema.shape.id, paused: z.boolean(), status: runStatusSchema }),
    sql`select id, paused, status from run where project_id = ${projectId}::uuid and status = 'running' order by created_at, id`,
  );
}

/** Steps that could run now, per queue: what an autoscaler reads. */
export async function queueDepths(db: Db): Promise<{ queue: string; ready: number }[]> {
  return queryRows(
    db,
    z.object({ queue: z.string(), ready: z.number() }),
    sql`select queue, count(*)::int as ready from step_run where status = 'ready' and ready_at <= now() group by 1 order by 1`,
  );
}
