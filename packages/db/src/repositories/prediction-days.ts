import { z } from 'zod';
import type { Database, Db } from '../client';
import { isLockTrouble, queryRow, queryRows, sql } from '../raw-query';

/**
 * Makes the tables of the days (UTC) from one time to another, both included, that are not there yet; answers how many.
 * What came for such a day before is moved into its table. `busy`: somebody read or wrote for so long that the rest of the
 * days has to wait for another time.
 */
export async function addPredictionDays(db: Db, span: { from: Date; to: Date }): Promise<number | 'busy'> {
  const days: string[] = [];
  for (let day = startOfDay(span.from); day <= span.to.getTime(); day += dayMs)
    days.push(new Date(day).toISOString().slice(0, 10));
  // Each statement is a transaction of its own: no lock is held longer than a day takes.
  return addDays(days, (day) => addDay(db, day));
}

/**
 * Makes the tables of the days, from one time to another, for which predictions came while they had none, and moves these
 * into them; answers how many days, or `busy`. It has long for each, for a day may have filled up.
 */
export async function addStrayPredictionDays(db: Database, span: { from: Date; to: Date }): Promise<number | 'busy'> {
  const found = await queryRows(
    db,
    z.object({ day: z.string() }),
    sql`select distinct (at at time zone 'UTC')::date::text as day from prediction_day.other
        where at >= ${span.from} and at <= ${span.to} order by day`,
  );
  return addDays(
    found.map(({ day }) => day),
    (day) =>
      db.transaction(
        async (tx) => {
          await tx.prisma.$executeRaw`select set_config('statement_timeout', ${String(moveMs)}, true)`;
          return addDay(tx, day);
        },
        { longestMs: moveMs },
      ),
  );
}

/** How long the predictions of one day may take to move, some ten million. */
const moveMs = 10 * 60_000;

async function addDays(days: readonly string[], add: (day: string) => Promise<boolean>): Promise<number | 'busy'> {
  let added = 0;
  try {
    for (const day of days) if (await add(day)) added += 1;
  } catch (error) {
    if (isLockTrouble(error)) return 'busy';
    throw error;
  }
  return added;
}

async function addDay(db: Db, day: string): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ added: z.boolean() }),
    sql`select mr_add_prediction_day(${day}::date) as added`,
  );
  return row?.added === true;
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
