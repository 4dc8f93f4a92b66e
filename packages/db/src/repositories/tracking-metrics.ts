import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';
import { bigintText } from './tracking-runs';

export type TrackPoint = {
  key: string;
  value: number;
  /** Milliseconds since 1970, as the client said. */
  atMs: bigint;
  step: bigint;
  modelId: string | null;
  datasetName: string | null;
  datasetDigest: string | null;
};

// The value goes as text both ways: JSON between the database and us knows no NaN, and text keeps every bit.
const pointSchema = z.object({
  key: z.string(),
  value: z.string().transform(Number),
  atMs: bigintText,
  step: bigintText,
  modelId: z.string().nullable(),
  datasetName: z.string().nullable(),
  datasetDigest: z.string().nullable(),
});
const columns = sql`m.key, m.value::text as value, m.at_ms::text as "atMs", m.step::text as step,
  m.model_id::text as "modelId", m.dataset_name as "datasetName", m.dataset_digest as "datasetDigest"`;

/**
 * Keeps points of a run's series; of each the last, of the highest step, then time, then value, and its least and greatest
 * number. A point that is there already is kept once.
 */
export async function addTrackPoints(tx: Db, o: { runId: string; points: readonly TrackPoint[] }): Promise<void> {
  if (o.points.length === 0) return;
  const given = sql`unnest(
    ${o.points.map(({ key }) => key)}::text[], ${o.points.map(({ value }) => String(value))}::text[],
    ${o.points.map(({ atMs }) => String(atMs))}::text[], ${o.points.map(({ step }) => String(step))}::text[],
    ${o.points.map(({ modelId }) => modelId)}::text[], ${o.points.map(({ datasetName }) => datasetName)}::text[],
    ${o.points.map(({ datasetDigest }) => datasetDigest)}::text[])
    g(key, value, at_ms, step, model_id, dataset_name, dataset_digest)`;
  const row = sql`${o.runId}::uuid, g.key, g.at_ms::bigint, g.step::bigint, g.value::float8, g.model_id::uuid,
    g.dataset_name, g.dataset_digest`;
  const names = sql`run_id, key, at_ms, step, value, model_id, dataset_name, dataset_digest`;
  await tx.prisma.$executeRaw(
    sql`insert into track_metric (${names}) select ${row} from ${given} on conflict do nothing`,
  );
  await tx.prisma.$executeRaw(
    sql`insert into track_latest (${names})
        select distinct on (g.key) ${row} from ${given}
          order by g.key, g.step::bigint desc, g.at_ms::bigint desc, g.value::float8 desc
        on conflict (run_id, key) do update set at_ms = excluded.at_ms, step = excluded.step, value = excluded.value,
          model_id = excluded.model_id, dataset_name = excluded.dataset_name, dataset_digest = excluded.dataset_digest
        where (track_latest.step, track_latest.at_ms, track_latest.value) <= (excluded.step, excluded.at_ms, excluded.value)`,
  );
  await widenEnds(tx, o);
}

/** Notes the least and the greatest number of each series with the first step that has it; NaN and infinities are none. */
async function widenEnds(tx: Db, o: { runId: string; points: readonly TrackPoint[] }): Promise<void> {
  const numbers = o.points.filter(({ value }) => Number.isFinite(value));
  if (numbers.length === 0) return;
  const given = sql`unnest(
    ${numbers.map(({ key }) => key)}::text[], ${numbers.map(({ value }) => String(value))}::text[],
    ${numbers.map(({ step }) => String(step))}::text[]) g(key, value, step)`;
  await tx.prisma.$executeRaw(
    sql`update track_latest l set
          low_step = case when (l.low, l.low_step) <= (e.low, e.low_step) then l.low_step else e.low_step end,
          low = least(l.low, e.low),
          high_step = case when l.high > e.high or (l.high = e.high and l.high_step <= e.high_step)
            then l.high_step else e.high_step end,
          high = greatest(l.high, e.high)
        from (select n.key, min(n.value) as low, (array_agg(n.step order by n.value, n.step))[1] as low_step,
                max(n.value) as high, (array_agg(n.step order by n.value desc, n.step))[1] as high_step
              from (select g.key, g.value::float8 as value, g.step::bigint as step from ${given}) n group by n.key) e
        where l.run_id = ${o.runId}::uuid and l.key = e.key`,
  );
}

/** The last point of each series of these runs, by key. */
export async function readLatestPoints(
  db: Db,
  runIds: readonly string[],
): Promise<(z.output<typeof pointSchema> & { runId: string })[]> {
  return queryRows(
    db,
    pointSchema.extend({ runId: z.string() }),
    sql`select m.run_id::text as "runId", ${columns} from track_latest m
        where m.run_id = any(${[...runIds]}::uuid[]) order by m.key`,
  );
}

/** A page of a series, in the order of time. */
export async function readTrackSeries(
  db: Db,
  o: { runId: string; key: string; limit: number; offset: number },
): Promise<TrackPoint[]> {
  return queryRows(
    db,
    pointSchema,
    sql`select ${columns} from track_metric m where m.run_id = ${o.runId}::uuid and m.key = ${o.key}
        order by m.at_ms, m.step, m.value limit ${o.limit} offset ${o.offset}`,
  );
}

/** The last point that was logged of each series about these logged models, for each data set. */
export async function readModelPoints(
  db: Db,
  modelIds: readonly string[],
): Promise<(TrackPoint & { runId: string })[]> {
  return queryRows(
    db,
    pointSchema.extend({ runId: z.string() }),
    sql`select distinct on (m.model_id, m.key, m.dataset_name, m.dataset_digest) m.run_id::text as "runId", ${columns}
        from track_metric m where m.model_id = any(${[...modelIds]}::uuid[])
        order by m.model_id, m.key, m.dataset_name, m.dataset_digest, m.step desc, m.at_ms desc, m.value desc`,
  );
}
