import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

const aheadSchema = z.object({
  number: z.int(),
  pipelineName: z.string().nullable(),
  /** Steps of it that are at work or come before, in the queue in which the run waits. */
  steps: z.int(),
  /** One of them is at work now. */
  working: z.boolean(),
});
/** A run that a waiting step is behind. */
export type RunAhead = z.output<typeof aheadSchema>;

/**
 * The other runs of the project that the first waiting step of a run is behind, those at work first: workers take steps
 * by priority, and of equal ones those that waited longest. Empty where nothing of the run waits, or nothing is before it.
 */
export async function listRunsAhead(db: Db, o: { projectId: ProjectId; runId: RunId }): Promise<RunAhead[]> {
  return queryRows(
    db,
    aheadSchema,
    sql`with own as (
          select queue, priority, ready_at, run_id, idx from step_run
          where run_id = ${o.runId}::uuid and project_id = ${o.projectId}::uuid and status = 'ready'
          order by priority desc, ready_at, idx limit 1)
        select i.number, p.name as "pipelineName", count(*)::int as steps, bool_or(s.status = 'running') as working
        from own join step_run s on s.project_id = ${o.projectId}::uuid and s.queue = own.queue and s.run_id <> own.run_id
          and (s.status = 'running' or (s.status = 'ready'
            and (-s.priority, s.ready_at, s.run_id, s.idx) < (-own.priority, own.ready_at, own.run_id, own.idx)))
        join run_info i on i.run_id = s.run_id
        left join pipeline p on p.id = i.pipeline_id
        group by i.number, p.name
        order by bool_or(s.status = 'running') desc, i.number limit 20`,
  );
}
