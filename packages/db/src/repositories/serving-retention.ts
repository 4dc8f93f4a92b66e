import { type EndpointId, endpointIdSchema, type ReleaseId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { addRoutedRows, addShadowRows } from '@millrace/pipeline-core/rollout';
import { mergeOutputs, type OutputFacts, outputFactsSchema, type StoredHistogram } from '@millrace/pipeline-core/stats';
import { z } from 'zod';
import type { Db } from '../client';
import { type ServingMinute, servingMinuteSchema } from '../mappers/prediction-row';
import { queryRows, sql } from '../raw-query';
import { saveServingMinutes } from './serving-minutes';

/** Stands for all processes in a row that holds a whole hour; its minute is the first of the hour. */
const foldedProcess = 'folded';

const hourSchema = z.object({ endpointId: endpointIdSchema, releaseId: releaseIdSchema, hour: z.date() });

/**
 * Makes one row per endpoint, release and hour of all rows before a time, for `limit` hours at most; answers how many.
 * Rows that come late are added to the hour they belong to.
 */
export async function foldServingMinutes(db: Db, filter: { before: Date; limit: number }): Promise<number> {
  const hours = await queryRows(
    db,
    hourSchema,
    sql`select distinct endpoint_id as "endpointId", release_id as "releaseId", date_trunc('hour', minute, 'UTC') as hour
        from serving_minute
        where minute < date_trunc('hour', ${filter.before}::timestamptz, 'UTC') and process <> ${foldedProcess}
        limit ${filter.limit}`,
  );
  for (const hour of hours) await db.transaction((tx) => foldHour(tx, hour));
  return hours.length;
}

type Hour = { endpointId: EndpointId; releaseId: ReleaseId; hour: Date };

async function foldHour(tx: Db, { endpointId, releaseId, hour }: Hour): Promise<void> {
  const rows = await queryRows(
    tx,
    servingMinuteSchema,
    sql`delete from serving_minute
        where endpoint_id = ${endpointId}::uuid and release_id = ${releaseId}::uuid
          and minute >= ${hour} and minute < ${hour}::timestamptz + interval '1 hour'
        returning endpoint_id as "endpointId", release_id as "releaseId", minute, process, served, errors, fallbacks, invalid, routed, shadow,
          min_micros as "minMicros", max_micros as "maxMicros", sum_micros as "sumMicros", histogram, outputs`,
  );
  const [first, ...others] = rows;
  if (first === undefined) return; // another process was faster
  const folded = others.reduce(addMinutes, first);
  await saveServingMinutes(tx, [{ ...folded, minute: hour, process: foldedProcess }]);
}

/** Both together. A row in which nothing was answered has no smallest time. */
function addMinutes(left: ServingMinute, right: ServingMinute): ServingMinute {
  const least = [left, right].filter(({ histogram }) => histogram.length > 0).map(({ minMicros }) => minMicros);
  return {
    ...left,
    served: left.served + right.served,
    errors: left.errors + right.errors,
    fallbacks: left.fallbacks + right.fallbacks,
    invalid: left.invalid + right.invalid,
    minMicros: least.length === 0 ? 0 : Math.min(...least),
    maxMicros: Math.max(left.maxMicros, right.maxMicros),
    sumMicros: left.sumMicros + right.sumMicros,
    histogram: addHistograms(left.histogram, right.histogram),
    outputs: addOutputs(left, right),
    routed: addPresent(left.routed, right.routed, addRoutedRows),
    shadow: addPresent(left.shadow, right.shadow, addShadowRows),
  };
}

/** Both together where both are there. */
function addPresent<T>(left: T | null, right: T | null, add: (left: T, right: T) => T): T | null {
  return left === null || right === null ? (left ?? right) : add(left, right);
}

function addHistograms(left: StoredHistogram, right: StoredHistogram): StoredHistogram {
  const counts = new Map(left);
  for (const [bin, count] of right) counts.set(bin, (counts.get(bin) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

function addOutputs(left: ServingMinute, right: ServingMinute): OutputFacts | null {
  const [before, more] = [left, right].map(({ outputs }) => outputFactsSchema.nullable().parse(outputs));
  if (more === undefined || more === null) return before ?? null;
  return mergeOutputs(before ?? null, more);
}

/** Deletes at most `limit` rows older than a time; answers how many. */
export async function deleteServingMinutes(db: Db, filter: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw`
    delete from serving_minute where (endpoint_id, release_id, minute, process) in (
      select endpoint_id, release_id, minute, process from serving_minute where minute < ${filter.before} limit ${filter.limit})`;
}
