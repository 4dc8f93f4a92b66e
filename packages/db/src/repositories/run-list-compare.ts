import { artifactHashSchema, type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql } from '../raw-query';

const curveSchema = z.array(z.object({ step: z.number(), train: z.number(), validation: z.number().optional() }));
const candidateRow = z.object({
  id: z.string(),
  runId: runIdSchema,
  modelHash: artifactHashSchema,
  /** How many rows of a validation part it could be judged by while it was fitted; 0 without one. */
  validationRows: z.number(),
  /** Loss by round, where the trainer keeps one. */
  curve: curveSchema,
});

/** Of these ids those that are candidates of the project, with what a comparison needs of them. */
export async function readCandidateModels(
  db: Db,
  o: { projectId: ProjectId; ids: readonly string[] },
): Promise<z.output<typeof candidateRow>[]> {
  return queryRows(
    db,
    candidateRow,
    sql`select id::text as id, run_id as "runId", model_hash as "modelHash",
          coalesce((manifest->'trainedOn'->>'validationRows')::float8, 0) as "validationRows", coalesce(manifest->'curve', '[]') as curve
        from candidate where id = any(${[...o.ids]}::uuid[]) and project_id = ${o.projectId}::uuid`,
  );
}

const number = z.string().transform(Number);
const pointSchema = z.object({ step: number, atMs: number, value: number });
export type SeriesPoint = z.output<typeof pointSchema>;

/**
 * A series for a picture, by step and time: of more than `limit` points the least and the greatest of each of limit / 2
 * stretches, so that no peak is lost. `total` says how many there are. NaN and infinities are left out.
 */
export async function readSeriesPicture(
  db: Db,
  o: { runId: string; key: string; limit: number },
): Promise<{ total: number; points: SeriesPoint[] }> {
  const own = sql`m.run_id = ${o.runId}::uuid and m.key = ${o.key}
    and m.value not in ('NaN'::float8, 'Infinity'::float8, '-Infinity'::float8)`;
  const count = await queryRow(
    db,
    z.object({ total: z.number() }),
    sql`select count(*)::int as total from track_metric m where ${own}`,
  );
  const total = count?.total ?? 0;
  const buckets = Math.max(1, Math.floor(o.limit / 2));
  const shown =
    total <= o.limit
      ? sql`select p.* from placed p`
      : sql`select distinct p.* from placed p join (
              select (array_agg(place order by value, place))[1] as least, (array_agg(place order by value desc, place))[1] as most
              from placed group by place * ${buckets} / ${total}) e on p.place in (e.least, e.most)`;
  const points = await queryRows(
    db,
    pointSchema,
    sql`with placed as (
          select m.step, m.at_ms, m.value, row_number() over (order by m.step, m.at_ms, m.value) - 1 as place
          from track_metric m where ${own})
        select s.step::text as step, s.at_ms::text as "atMs", s.value::text as value from (${shown}) s order by s.place`,
  );
  return { total, points };
}
