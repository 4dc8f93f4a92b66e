import { type PipelineId, type ProjectId, type RunId, runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { foldScoresSchema, partEvaluationSchema } from '@millrace/pipeline-core/metrics';
import { taskSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import type { Prisma } from '../generated/client';
import { queryRows, sql } from '../raw-query';

const judgedStep = z.object({
  runId: runIdSchema,
  number: z.int(),
  at: z.date(),
  step: stepIdSchema,
  title: z.string(),
  evaluation: z.object({
    task: taskSchema,
    part: z.enum(['train', 'validation', 'test']),
    parts: z.object({ train: partEvaluationSchema, validation: partEvaluationSchema, test: partEvaluationSchema }),
    folds: z.object({ k: z.int(), rows: z.array(z.int()), metrics: z.record(z.string(), foldScoresSchema) }).optional(),
  }),
});
/** What a judging step of a run found, made by it or taken from the cache; without curves. */
export type JudgedStep = z.output<typeof judgedStep>;

function select(runs: Prisma.Sql): Prisma.Sql {
  return sql`select i.run_id as "runId", i.number, r.created_at as at, s.spec->>'step' as step, s.spec->>'title' as title,
      jsonb_build_object('task', e.result->'task', 'part', e.result->'part', 'parts', e.result->'parts')
        || case when jsonb_exists(e.result, 'folds') then jsonb_build_object('folds', e.result->'folds')
             else '{}' end as evaluation
    from (${runs}) i
    join run r on r.id = i.run_id
    join step_run s on s.run_id = i.run_id and s.status in ('succeeded', 'cached')
      and s.spec->'fold' is null and s.spec->'trial' is null and s.spec->'inside' is null
    join artifact_use u on u.run_id = s.run_id and u.idx = s.idx and u.dir = 'out'
    join lateral (select result from evaluation v where v.artifact_hash = u.hash limit 1) e on true
    order by i.number desc, s.idx`;
}

/** What the judging steps of one run found, in the order of its steps. */
export async function listJudgedSteps(db: Db, { runId }: { runId: RunId }): Promise<JudgedStep[]> {
  return queryRows(db, judgedStep, select(sql`select run_id, number from run_info where run_id = ${runId}::uuid`));
}

/** The same of the runs of a pipeline before one of them, newest first; hybrids are left out. */
export async function listJudgedBefore(
  db: Db,
  o: { projectId: ProjectId; pipelineId: PipelineId; before: number; runs: number },
): Promise<JudgedStep[]> {
  return queryRows(
    db,
    judgedStep,
    select(sql`select run_id, number from run_info
      where project_id = ${o.projectId}::uuid and pipeline_id = ${o.pipelineId}::uuid and number < ${o.before}
        and kind <> 'hybrid' order by number desc limit ${o.runs}`),
  );
}
