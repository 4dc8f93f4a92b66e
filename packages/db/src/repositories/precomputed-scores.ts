import {
  artifactHashSchema,
  type EndpointId,
  type ProjectId,
  releaseIdSchema,
  runIdSchema,
} from '@millrace/pipeline-core/ids';
import { scoringRunKind } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

/** Scores of a batch that an endpoint may answer with. */
export const precomputedScoresSchema = z.object({
  runId: runIdSchema,
  /** The id of the batch, as its rows and the API have it. */
  batch: z.uuid(),
  release: releaseIdSchema,
  dataset: z.string(),
  /** Number of the batch of the dataset. */
  number: z.number().int(),
  rows: z.number().int(),
  /** When they were all there. */
  at: z.date(),
  keep: z.array(z.string()),
  /** Whether the probability of each class is in them. */
  probabilities: z.boolean(),
  table: artifactHashSchema,
  /** Where the file of the table is recorded to lie. */
  location: z.string(),
});
export type PrecomputedScores = z.output<typeof precomputedScoresSchema>;

/**
 * Of each release the batch that an endpoint scored last, among those that are done and kept these columns. Of a model with
 * classes it is one with their probabilities: without them a score is no whole answer.
 */
export async function listPrecomputedScores(
  db: Db,
  o: { projectId: ProjectId; endpointId: EndpointId; key: readonly string[] },
): Promise<PrecomputedScores[]> {
  return queryRows(
    db,
    precomputedScoresSchema,
    sql`select distinct on (i.plan->'release'->>'id') r.id as "runId", i.plan->>'id' as batch,
          i.plan->'release'->>'id' as release, i.plan->'dataset'->>'name' as dataset,
          (i.plan->'batch'->>'number')::int as number, (i.plan->'batch'->>'rows')::float8 as rows, r.finished_at as at,
          i.plan->'keep' as keep, (i.plan->>'probabilities')::boolean as probabilities, u.hash as "table", a.location
        from run r join run_info i on i.run_id = r.id
        join step_run s on s.run_id = r.id and s.spec->>'type' = 'gather-scores'
        join artifact_use u on u.run_id = s.run_id and u.idx = s.idx and u.dir = 'out' and u.port = 'predictions'
        left join release l on l.id::text = i.plan->'release'->>'id'
        join artifact a on a.hash = u.hash and a.state = 'live' and a.location is not null
        where i.kind = ${scoringRunKind} and r.status = 'succeeded' and i.project_id = ${o.projectId}::uuid
          and i.plan->'endpoint'->>'id' = ${o.endpointId} and i.plan->'keep' @> ${JSON.stringify(o.key)}::jsonb
          and ((i.plan->>'probabilities')::boolean or coalesce(l.manifest->>'task', '') not in ('binary', 'multiclass'))
        order by i.plan->'release'->>'id', r.finished_at desc`,
  );
}
