import { type ArtifactHash, artifactHashSchema, type ProjectId, type RunId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';
import { lowerIsBetter } from './trials';

const searchFigureSchema = z.object({
  model: artifactHashSchema,
  /** By which metric its search judged it, and what it reached. */
  metric: z.string(),
  value: z.number(),
  /** On so many rows that it had not learned from: those of the validation part, or held-out train rows. Never test rows. */
  rows: z.int().nullable(),
  /** So many trials of the search were judged, of all kinds of models. */
  judged: z.int(),
  /** The best of all that were not stopped early, of equal ones the earlier: what the search hands on. */
  winner: z.boolean(),
});
/** What a search found out about a model that one of its trials fitted. */
export type SearchFigure = z.output<typeof searchFigureSchema>;

/**
 * Of these models those that a search of the project fitted and judged, each with the figure of its trial. A model that
 * several searches fitted is told as the run that is asked for found it, else as the newest did.
 */
export async function listSearchFigures(
  db: Db,
  o: { projectId: ProjectId; models: readonly ArtifactHash[]; runId?: RunId | undefined },
): Promise<SearchFigure[]> {
  if (o.models.length === 0) return [];
  return queryRows(
    db,
    searchFigureSchema,
    sql`with fitted as (
          select distinct on (t.model_hash) t.run_id, t.idx, t.step, t.model_hash, t.metric_name, t.metric, t.rows
          from trial t join run r on r.id = t.run_id
          where r.project_id = ${o.projectId}::uuid and t.model_hash = any(${[...o.models]}::text[])
            and t.state = 'done' and t.metric is not null
          order by t.model_hash, (t.run_id = ${o.runId ?? null}::uuid) desc nulls last, r.created_at desc, t.number),
        placed as (
          select b.run_id, b.idx, count(*) over search as judged,
            row_number() over (search order by (a.inline->'stopped' is not null),
              case when b.metric_name = any(${lowerIsBetter}::text[]) then b.metric else -b.metric end, b.number) as place
          from trial b left join artifact a on a.hash = b.artifact_hash
          where (b.run_id, b.step) in (select f.run_id, f.step from fitted f)
            and b.state = 'done' and b.metric is not null
          window search as (partition by b.run_id, b.step))
        select f.model_hash as model, f.metric_name as metric, f.metric as value, f.rows, p.judged::int as judged,
          p.place = 1 as winner
        from fitted f join placed p on p.run_id = f.run_id and p.idx = f.idx
        order by f.model_hash`,
  );
}
