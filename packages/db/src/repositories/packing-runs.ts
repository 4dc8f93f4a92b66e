import { type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql } from '../raw-query';

const packingSchema = z.object({
  id: runIdSchema,
  number: z.int(),
  model: z.string(),
  startedBy: z.string(),
  createdAt: z.date(),
});

/** So long what a run has asked for is waited for: a request that nobody can handle stays, and must not hold the name for ever. */
const pickedUpMs = 600_000;

/**
 * The first run that packs a release for an endpoint of this name, as Deploy in Experiments starts it, and whose deployment is
 * not there: it is not over, or nobody has acted on what its last step has asked for.
 */
export async function findPackingRun(
  db: Db,
  o: { projectId: ProjectId; endpoint: string },
): Promise<z.output<typeof packingSchema> | null> {
  return queryRow(
    db,
    packingSchema,
    sql`select r.id, i.number, i.plan->>'model' as model, i.started_by as "startedBy", r.created_at as "createdAt"
        from run r join run_info i on i.run_id = r.id
        where r.project_id = ${o.projectId}::uuid and i.kind = 'release' and i.plan->>'endpoint' = ${o.endpoint}
          and (r.status = 'running' or exists (
            select 1 from outbox o
            where o.topic = 'deploy-requested' and starts_with(o.key, r.id || '-')
              and o.created_at > now() - ${pickedUpMs} * interval '1 ms'))
        order by i.number limit 1`,
  );
}
