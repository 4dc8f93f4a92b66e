import type { RunId } from '@millrace/pipeline-core/ids';
import type { WholeCurve } from '@millrace/pipeline-core/search';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql } from '../raw-query';

/** Curves of losses at one step: the least value of a trial up to it, and how those before it were. */
export type TrialCurves = {
  /** What is recorded of the trial itself, by an earlier attempt as well; null while nothing is. */
  before: number | null;
  whole: WholeCurve[];
};

const rowSchema = z.object({
  before: z.number().nullable(),
  whole: z.array(z.object({ best: z.number().nullable(), last: z.int() })),
});

/** So many of the trials before are a measure for the next: a search of a thousand would read a million points otherwise. */
const mostTrials = 100;

/**
 * How the whole trials of a search were at a step of their curve: those with lower numbers and the same kind of model that
 * were fitted to their end, the nearest hundred that have this curve. One that was taken from the cache has the curve of
 * the run that fitted it. `idx` is the trial that asks.
 */
export async function readTrialCurves(
  db: Db,
  { runId, idx, series, step }: { runId: RunId; idx: number; series: string; step: number },
): Promise<TrialCurves> {
  const row = await queryRow(
    db,
    rowSchema,
    sql`with own as (
          select s.run_id, s.spec->>'step' as step, s.spec->>'type' as type, (s.spec->>'trial')::int as number,
            r.project_id
          from step_run s join run r on r.id = s.run_id where s.run_id = ${runId}::uuid and s.idx = ${idx}),
        whole as (
          select coalesce(f.run_id, s.run_id) as run_id, coalesce(f.idx, s.idx) as idx
          from own join step_run s on s.run_id = own.run_id and s.spec->>'step' = own.step
            and s.spec->>'type' = own.type and (s.spec->>'trial')::int < own.number
            and s.status in ('succeeded', 'cached')
          join artifact_use u on u.run_id = s.run_id and u.idx = s.idx and u.dir = 'out' and u.port = 'trial'
          join artifact a on a.hash = u.hash and a.inline->>'state' = 'done' and a.inline->'stopped' is null
          left join lateral (
            select t.run_id, t.idx from trial t join run r on r.id = t.run_id and r.project_id = own.project_id
            where s.status = 'cached' and t.artifact_hash = u.hash and t.seconds is not null
            order by t.run_id desc limit 1) f on true
          order by (s.spec->>'trial')::int desc limit ${mostTrials})
        select (select min(value) from step_point
            where run_id = ${runId}::uuid and idx = ${idx} and series = ${series} and step <= ${step}) as before,
          (select coalesce(jsonb_agg(jsonb_build_object('best', c.best, 'last', c.last)), '[]')
            from whole w cross join lateral (
              select min(p.value) filter (where p.step <= ${step}) as best, max(p.step) as last from step_point p
              where p.run_id = w.run_id and p.idx = w.idx and p.series = ${series}) c
            where c.last is not null) as whole`,
  );
  return row ?? { before: null, whole: [] };
}
