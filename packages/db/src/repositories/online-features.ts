import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { type FeatureView, featureViewSchema, type OnlineRow, onlineRowSchema } from '../mappers/feature-view-row';
import { isLockTrouble, queryRow, queryRows, sql, toJsonText } from '../raw-query';

/**
 * Puts rows of a view online in the caller's transaction and tells those who hold them in memory. A row older than the
 * one that is there changes nothing, so repeating a call does not either. How many rows were written.
 */
export async function putOnline(
  db: Db,
  { viewId, rows }: { viewId: string; rows: readonly NewOnlineRow[] },
): Promise<number> {
  if (rows.length === 0) return 0;
  const row = await queryRow(
    db,
    z.object({ written: z.number().int() }),
    sql`select mr_put_online(${viewId}::uuid, ${toJsonText(rows)}::jsonb) as written`,
  );
  return row?.written ?? 0;
}

/**
 * Takes the lock under which a view's rows change. False after so long: somebody writes a great deal into it. The
 * transaction is of no further use then.
 */
export async function tryLockOnline(tx: Db, { viewId, waitMs }: { viewId: string; waitMs: number }): Promise<boolean> {
  await tx.prisma.$queryRaw(sql`select set_config('lock_timeout', ${String(waitMs)}, true)`);
  try {
    await tx.prisma.$queryRaw(sql`select id from feature_view where id = ${viewId}::uuid for update`);
  } catch (error) {
    if (isLockTrouble(error)) return false;
    throw error;
  }
  await tx.prisma.$queryRaw(sql`select set_config('lock_timeout', '0', true)`); // what follows waits as usual
  return true;
}

const changingViewSchema = featureViewSchema.extend({ change: z.coerce.number().int() });
export type ChangingView = FeatureView & { change: number };

/** Views of all projects, for those who serve them; `id` asks for one. Of one being deleted half may be gone: it is none. */
export async function listServedViews(db: Db, id?: string): Promise<ChangingView[]> {
  const one = id === undefined ? {} : { id };
  const rows = await db.prisma.featureView.findMany({ where: { deletingAt: null, ...one } });
  return rows.map((row) => changingViewSchema.parse(row));
}

const micros = (column: string) => Prisma.raw(`(extract(epoch from ${column}) * 1000000)::float8`);
const columns = sql`key, event_time as "eventTime", "values", ${micros('event_time')} as "eventMicros",
  ${micros('known_since')} as "knownMicros"`;

/** All rows of a view by key, behind one. */
export async function readOnline(db: Db, o: { viewId: string; after: string; limit: number }): Promise<OnlineRow[]> {
  return queryRows(
    db,
    onlineRowSchema,
    sql`select ${columns} from online_feature where view_id = ${o.viewId}::uuid and key > ${o.after}
        order by key limit ${o.limit}`,
  );
}

const changedRowSchema = onlineRowSchema.extend({ change: z.coerce.number().int() });

/** Rows that changed behind a change of the view, or behind a key within it, in the order of changes. */
export async function readOnlineChanges(
  db: Db,
  o: { viewId: string; after: number; afterKey: string | null; limit: number },
): Promise<z.output<typeof changedRowSchema>[]> {
  const behind = o.afterKey === null ? sql`change > ${o.after}` : sql`(change, key) > (${o.after}, ${o.afterKey})`;
  return queryRows(
    db,
    changedRowSchema,
    sql`select ${columns}, change::text as change from online_feature
        where view_id = ${o.viewId}::uuid and ${behind}
        order by change, key limit ${o.limit}`,
  );
}

/** What is there of these entities. */
export async function readOnlineKeys(db: Db, o: { viewId: string; keys: readonly string[] }): Promise<OnlineRow[]> {
  return queryRows(
    db,
    onlineRowSchema,
    sql`select ${columns} from online_feature where view_id = ${o.viewId}::uuid and key = any(${[...o.keys]})`,
  );
}

export async function findOnline(db: Db, o: { viewId: string; key: string }): Promise<OnlineRow | null> {
  return queryRow(
    db,
    onlineRowSchema,
    sql`select ${columns} from online_feature where view_id = ${o.viewId}::uuid and key = ${o.key}`,
  );
}

/** Entities online, by view. */
export async function countOnline(db: Db, viewIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await queryRows(
    db,
    z.object({ viewId: z.string(), entities: z.number().int() }),
    sql`select view_id::text as "viewId", count(*)::int as entities from online_feature
        where view_id = any(${[...viewIds]}::uuid[]) group by view_id`,
  );
  return new Map(rows.map(({ viewId, entities }) => [viewId, entities]));
}

/** Deletes at most so many online rows of a view that is to go; answers how many. */
export async function deleteOnline(db: Db, { viewId, limit }: { viewId: string; limit: number }): Promise<number> {
  return db.prisma.$executeRaw(
    sql`delete from online_feature where view_id = ${viewId}::uuid and key in (
          select key from online_feature where view_id = ${viewId}::uuid limit ${limit})`,
  );
}
