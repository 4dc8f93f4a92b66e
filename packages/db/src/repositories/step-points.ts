import type { RunId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { storableText } from '../protocol/storable-json';
import { queryRows, sql, toJsonText } from '../raw-query';

/** One value of a curve of a running step; `step` counts rounds, iterations or epochs. */
export type NewStepPoint = { runId: RunId; idx: number; attempt: number; series: string; step: number; value: number };

const curveSchema = z.object({
  series: z.string(),
  steps: z.array(z.number().int()),
  values: z.array(z.number()),
});
/** A curve of a step, in the order of its steps. */
export type StepCurve = z.output<typeof curveSchema>;

/**
 * Keeps points of running steps; callers send them in batches. A point of the same series and step is written over,
 * unless a later attempt wrote it.
 */
export async function keepStepPoints(db: Db, points: readonly NewStepPoint[]): Promise<void> {
  // The last of equals: one statement may not write a row twice.
  const byKey = new Map(
    points
      .filter(({ value }) => Number.isFinite(value)) // JSON has no other numbers
      .map((point) => [`${point.runId} ${point.idx} ${point.step} ${storableText(point.series)}`, point]),
  );
  if (byKey.size === 0) return;
  await db.prisma.$executeRaw(
    sql`insert into step_point (run_id, idx, series, step, attempt, value)
        select "runId", idx, series, step, attempt, value
        from jsonb_to_recordset(${toJsonText([...byKey.values()])}::jsonb)
          p("runId" uuid, idx int, series text, step int, attempt int, value float8)
        order by "runId", idx, series, step
        on conflict (run_id, idx, series, step) do update
          set attempt = excluded.attempt, value = excluded.value, at = excluded.at
          where excluded.attempt >= step_point.attempt`,
  );
}

/** The curves of a step, in the order in which they began. */
export async function listStepCurves(db: Db, of: { runId: RunId; idx: number }): Promise<StepCurve[]> {
  return queryRows(
    db,
    curveSchema,
    sql`select series, jsonb_agg(step order by step) as steps, jsonb_agg(value order by step) as "values"
        from step_point where run_id = ${of.runId}::uuid and idx = ${of.idx}
        group by series order by min(step), series`,
  );
}
