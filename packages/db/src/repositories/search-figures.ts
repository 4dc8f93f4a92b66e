import {
  type ArtifactHash,
  artifactHashSchema,
  type ProjectId,
  type RunId,
  runIdSchema,
  stepIdSchema,
} from '@millrace/pipeline-core/ids';
import { bestFirst, goalOfMetric, stoppedEarlySchema } from '@millrace/pipeline-core/search';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

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

const fittedSchema = searchFigureSchema
  .pick({ model: true, metric: true, value: true, rows: true })
  .extend({ run: runIdSchema, idx: z.int(), step: stepIdSchema });

const judgedSchema = z.object({
  run: runIdSchema,
  step: stepIdSchema,
  number: z.int(),
  idx: z.int(),
  metric: z.number(),
  stopped: stoppedEarlySchema.nullable(),
});

/**
 * Of these models those that a search of the project fitted and judged, each with the figure of its trial. A model that
 * several searches fitted is told as the run that is asked for found it, else as the newest did.
 */
export async function listSearchFigures(
  db: Db,
  o: { projectId: ProjectId; models: readonly ArtifactHash[]; runId?: RunId | undefined },
): Promise<SearchFigure[]> {
  if (o.models.length === 0) return [];
  const fitted = await queryRows(
    db,
    fittedSchema,
    sql`select distinct on (t.model_hash) t.model_hash as model, t.metric_name as metric, t.metric as value, t.rows,
          t.run_id as run, t.idx, t.step
        from trial t join run r on r.id = t.run_id
        where r.project_id = ${o.projectId}::uuid and t.model_hash = any(${[...o.models]}::text[])
          and t.state = 'done' and t.metric is not null
        order by t.model_hash, (t.run_id = ${o.runId ?? null}::uuid) desc nulls last, r.created_at desc, t.number`,
  );
  const judged = await judgedTrials(db, fitted);
  return fitted.map(({ model, metric, value, rows, ...at }) => {
    const own = judged.get(searchOf(at)) ?? [];
    const [best] = bestFirst(own, goalOfMetric(metric));
    return { model, metric, value, rows, judged: own.length, winner: best?.idx === at.idx };
  });
}

/** The trials of these searches that were judged, by search. */
async function judgedTrials(
  db: Db,
  fitted: readonly z.output<typeof fittedSchema>[],
): Promise<Map<string, z.output<typeof judgedSchema>[]>> {
  const searches = [...new Map(fitted.map((one) => [searchOf(one), one])).values()];
  if (searches.length === 0) return new Map();
  const trials = await queryRows(
    db,
    judgedSchema,
    sql`select t.run_id as run, t.step, t.number, t.idx, t.metric, a.inline->'stopped' as stopped
        from unnest(${searches.map(({ run }) => run)}::uuid[], ${searches.map(({ step }) => step)}::text[]) s(run, step)
        join trial t on t.run_id = s.run and t.step = s.step
        left join artifact a on a.hash = t.artifact_hash
        where t.state = 'done' and t.metric is not null`,
  );
  const bySearch = new Map<string, typeof trials>();
  for (const trial of trials) {
    const key = searchOf(trial);
    const own = bySearch.get(key);
    if (own === undefined) bySearch.set(key, [trial]);
    else own.push(trial);
  }
  return bySearch;
}

function searchOf({ run, step }: { run: RunId; step: string }): string {
  return `${run} ${step}`;
}
