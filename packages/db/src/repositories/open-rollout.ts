import { type EndpointId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql } from '../raw-query';
import { actorName } from './actor-name';

const openRolloutSchema = z.object({
  id: z.string(),
  deploymentId: z.string(),
  champion: releaseIdSchema,
  /** The endpoint before it. */
  before: endpointConfigSchema,
  /** As people know it: "churn v7". */
  release: z.string(),
  percent: z.number(),
  since: z.date(),
  /** Who started it, by name. */
  who: z.string(),
});
export type OpenRollout = z.output<typeof openRolloutSchema>;

/** The rollout an endpoint is in the middle of, for whoever it keeps from deploying: they are told who and since when. */
export async function describeOpenRollout(db: Db, endpointId: EndpointId): Promise<OpenRollout | null> {
  return queryRow(
    db,
    openRolloutSchema,
    sql`select r.id::text as id, r.deployment_id::text as "deploymentId", r.champion, r.before, m.name || ' v' || l.number as release,
          (r.plan->'steps'->r.step->>'percent')::float8 as percent, r.created_at as since,
          ${actorName({ actor: sql`r.created_by`, project: sql`e.project_id` })} as who
        from rollout r
        join release l on l.id = r.challenger
        join model m on m.id = l.model_id
        join endpoint e on e.id = r.endpoint_id
        where r.endpoint_id = ${endpointId}::uuid and r.status in ('running', 'paused')`,
  );
}
