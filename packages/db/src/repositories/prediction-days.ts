import { z } from 'zod';
import type { Db } from '../client';
import { isLockTrouble, queryRow, sql } from '../raw-query';

/**
 * Makes the tables of the days (UTC) from one time to another, both included, that are not there yet; answers how many.
 * What came for such a day before is moved into its table.
 */
export async function addPredictionDays(db: Db, span: { from: Date; to: Date }): Promise<number> {
  let added = 0;
  for (let day = startOfDay(span.from); day <= span.to.getTime(); day += dayMs) {
    const text = new Date(day).toISOString().slice(0, 10);
    // A transaction for each: no lock is held longer than a day takes.
    const row = await queryRow(
      db,
      z.object({ added: z.boolean() }),
      sql`select mr_add_prediction_day(${text}::date) as added`,
    );
    if (row?.added === true) added += 1;
  }
  return added;
}

const dayMs = 24 * 3600_000;

function startOfDay(time: Date): number {
  return Math.floor(time.getTime() / dayMs) * dayMs;
}

/**
 * Drops the oldest day that ended before a time, with all predictions of it; answers which, as 2026-11-18. Null: there is
 * none. `busy`: somebody read for so long that it has to wait for another time.
 */
export async function dropPredictionDay(db: Db, filter: { before: Date }): Promise<string | 'busy' | null> {
  try {
    const row = await queryRow(
      db,
      z.object({ day: z.string().nullable() }),
      sql`select mr_drop_prediction_day(${filter.before})::text as day`,
    );
    return row?.day ?? null;
  } catch (error) {
    if (isLockTrouble(error)) return 'busy';
    throw error;
  }
}

/** Deletes at most `limit` predictions older than a time that came for a day without a table; answers how many. */
export async function deleteStrayPredictions(db: Db, filter: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw`
    delete from prediction_day.other where (id, at) in (
      select id, at from prediction_day.other where at < ${filter.before} limit ${filter.limit})`;
}
