import { bisectSetupSchema, triedSchema, type Verdict, verdictSchema } from '@millrace/pipeline-core/bisect';
import { errorReportSchema } from '@millrace/pipeline-core/errors';
import {
  type PipelineId,
  type ProjectId,
  pipelineIdSchema,
  projectIdSchema,
  type RunId,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

export const bisectStatusSchema = z.enum(['running', 'done', 'failed', 'cancelled']);

const bisectRow = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  pipelineId: pipelineIdSchema,
  setup: bisectSetupSchema,
  tried: z.array(triedSchema),
  status: bisectStatusSchema,
  verdict: verdictSchema.nullable(),
  error: errorReportSchema.nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
});
/** A search for what made a run worse than another one, with the hybrid runs it has tried. */
export type Bisect = z.output<typeof bisectRow>;

const columns = sql`b.id::text as id, b.project_id as "projectId", b.pipeline_id as "pipelineId", b.setup, b.tried, b.status,
  b.verdict, b.error, b.created_by as "createdBy", b.created_at as "createdAt", b.ended_at as "endedAt"`;

export type NewBisect = Pick<Bisect, 'setup' | 'createdBy'> & { projectId: ProjectId; pipelineId: PipelineId };

/** Keeps a search; its first hybrid is started by whoever finds it open. */
export async function createBisect(db: Db, input: NewBisect): Promise<Bisect> {
  const row = await queryRow(
    db,
    bisectRow,
    sql`insert into bisect as b (project_id, pipeline_id, good_run, bad_run, setup, created_by)
        values (${input.projectId}::uuid, ${input.pipelineId}::uuid, ${input.setup.good.run}::uuid,
          ${input.setup.bad.run}::uuid, ${toJsonText(input.setup)}::jsonb, ${input.createdBy}) returning ${columns}`,
  );
  if (row === null) throw new Error('the search for the cause was not kept');
  return row;
}

/** A search of a project. */
export async function getBisect(db: Db, key: { projectId: ProjectId; id: string }): Promise<Bisect | null> {
  return queryRow(
    db,
    bisectRow,
    sql`select ${columns} from bisect b where b.id::text = ${key.id} and b.project_id = ${key.projectId}::uuid`,
  );
}

/** The same for the system, which has it from a job; with `lock` nobody else changes it before the transaction ends. */
export async function getBisectUnchecked(db: Db, o: { id: string; lock?: boolean }): Promise<Bisect | null> {
  const end = o.lock === true ? sql`for update` : sql``;
  return queryRow(db, bisectRow, sql`select ${columns} from bisect b where b.id::text = ${o.id} ${end}`);
}

/** Searches for what made a run worse, newest first. */
export async function listBisectsOf(db: Db, key: { projectId: ProjectId; badRun: RunId }): Promise<Bisect[]> {
  return queryRows(
    db,
    bisectRow,
    sql`select ${columns} from bisect b where b.bad_run = ${key.badRun}::uuid and b.project_id = ${key.projectId}::uuid
        order by b.created_at desc limit 20`,
  );
}

/** Searches that are not at their end, oldest first. */
export async function listOpenBisects(db: Db): Promise<{ id: string; createdAt: Date }[]> {
  return queryRows(
    db,
    z.object({ id: z.string(), createdAt: z.date() }),
    sql`select id::text as id, created_at as "createdAt" from bisect where status = 'running' order by created_at limit 500`,
  );
}

/** The search that a hybrid run is part of; null for any other run. */
export async function findBisectOfHybrid(db: Db, key: { projectId: ProjectId; runId: RunId }): Promise<Bisect | null> {
  const made = toJsonText([{ run: key.runId }]);
  return queryRow(
    db,
    bisectRow,
    sql`select ${columns} from bisect b where b.project_id = ${key.projectId}::uuid and b.tried @> ${made}::jsonb limit 1`,
  );
}

/** Ends a search that is under way; as it is then, or null where it had ended or is not the project's. */
export async function cancelBisect(db: Db, key: { projectId: ProjectId; id: string }): Promise<Bisect | null> {
  return queryRow(
    db,
    bisectRow,
    sql`update bisect b set status = 'cancelled', ended_at = now()
        where id::text = ${key.id} and project_id = ${key.projectId}::uuid and status = 'running' returning ${columns}`,
  );
}

/** Notes the hybrids by now and, where it came to its end, how. One that has ended stays as it is: false. */
export async function noteBisect(
  db: Db,
  o: Pick<Bisect, 'id' | 'tried' | 'status'> & { verdict?: Verdict; error?: Bisect['error'] },
): Promise<boolean> {
  const orNull = (value: object | null | undefined) => (value == null ? null : toJsonText(value));
  const count = await db.prisma.$executeRaw(
    sql`update bisect set tried = ${toJsonText(o.tried)}::jsonb, status = ${o.status},
          verdict = ${orNull(o.verdict)}::jsonb, error = ${orNull(o.error)}::jsonb,
          ended_at = case when ${o.status} = 'running' then null else now() end
        where id::text = ${o.id} and status = 'running'`,
  );
  return count > 0;
}
