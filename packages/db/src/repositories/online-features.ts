import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { type FeatureView, featureViewSchema, type OnlineRow, onlineRowSchema } from '../mappers/feature-view-row';
import { isLockTrouble, queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { deleteStaged } from './online-publications';

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

const changingViewSchema = featureViewSchema.extend({
  change: z.coerce.number().int(),
  deletions: z.number().int(),
});
/** `deletions`: with another number than before, rows that were read may have gone without a change that says so. */
export type ChangingView = FeatureView & { change: number; deletions: number };

/** Views of all projects, for those who serve them; `id` asks for one. Of one being deleted half may be gone: it is none. */
export async function listServedViews(db: Db, id?: string): Promise<ChangingView[]> {
  const one = id === undefined ? {} : { id };
  const rows = await db.prisma.featureView.findMany({ where: { deletingAt: null, ...one } });
  return rows.map((row) => changingViewSchema.parse(row));
}

const micros = (column: string) => Prisma.raw(`(extract(epoch from ${column}) * 1000000)::float8`);
const columns = sql`key, event_time as "eventTime", "values", ${micros('event_time')} as "eventMicros",
  ${micros('known_since')} as "knownMicros"`;

/** Publications of a view whose rows are online and not all folded into the table yet. */
const shownOf = (viewId: string) => sql`p.view_id = ${viewId}::uuid and p.state = 'shown'`;

/** Which of several rows of an entity counts; of equal times the one that came last. */
const newestFirst = sql`event_time desc, known_since desc, change desc`;

/** All rows of a view by key, behind one. The first so many of every place hold the first so many of all. */
export async function readOnline(db: Db, o: { viewId: string; after: string; limit: number }): Promise<OnlineRow[]> {
  return queryRows(
    db,
    onlineRowSchema,
    sql`select distinct on (key) ${columns} from (
          (select key, event_time, known_since, "values", change from online_feature
           where view_id = ${o.viewId}::uuid and key > ${o.after} order by key limit ${o.limit})
          union all
          (select s.key, s.event_time, s.known_since, s."values", p.change
           from online_publication p cross join lateral (
             select * from online_staged r where r.publication_id = p.id and r.key > greatest(${o.after}, p.folded_to)
             order by r.key limit ${o.limit}) s
           where ${shownOf(o.viewId)})) found
        order by key, ${newestFirst} limit ${o.limit}`,
  );
}

const changedRowSchema = onlineRowSchema.extend({ change: z.coerce.number().int() });

/**
 * Entities that changed behind a change of the view, or behind a key within it, in the order of changes, with the row that
 * counts now: what a publication put online at once changed when it was shown, wherever its rows lie.
 */
export async function readOnlineChanges(
  db: Db,
  o: { viewId: string; after: number; afterKey: string | null; limit: number },
): Promise<z.output<typeof changedRowSchema>[]> {
  const behind = o.afterKey === null ? sql`change > ${o.after}` : sql`(change, key) > (${o.after}, ${o.afterKey})`;
  const shownBehind =
    o.afterKey === null
      ? sql`p.change > ${o.after} and r.key > p.folded_to`
      : sql`p.change >= ${o.after} and r.key > greatest(p.folded_to, case when p.change = ${o.after} then ${o.afterKey} else '' end)`;
  return queryRows(
    db,
    changedRowSchema,
    sql`with changed as (
          (select key, event_time, known_since, "values", change, false as staged from online_feature
           where view_id = ${o.viewId}::uuid and ${behind} order by change, key limit ${o.limit})
          union all
          (select s.key, s.event_time, s.known_since, s."values", p.change, true as staged
           from online_publication p cross join lateral (
             select * from online_staged r where r.publication_id = p.id and ${shownBehind}
             order by r.key limit ${o.limit}) s
           where ${shownOf(o.viewId)})
          order by change, key limit ${o.limit})
        select c.key, w."eventTime", w."values", w."eventMicros", w."knownMicros", c.change::text as change
        from changed c cross join lateral (
          select ${columns} from (
            select c.key, c.event_time, c.known_since, c."values", c.change
            union all
            select o.key, o.event_time, o.known_since, o."values", o.change from online_feature o
              where c.staged and o.view_id = ${o.viewId}::uuid and o.key = c.key
            union all
            select s.key, s.event_time, s.known_since, s."values", p.change
              from online_publication p join online_staged s on s.publication_id = p.id and s.key = c.key
              where ${shownOf(o.viewId)} and s.key > p.folded_to) found
          order by ${newestFirst} limit 1) w
        order by c.change, c.key`,
  );
}

/** What is there of these entities. */
export async function readOnlineKeys(db: Db, o: { viewId: string; keys: readonly string[] }): Promise<OnlineRow[]> {
  const keys = [...o.keys];
  return queryRows(
    db,
    onlineRowSchema,
    sql`select distinct on (key) ${columns} from (
          select key, event_time, known_since, "values", change from online_feature
            where view_id = ${o.viewId}::uuid and key = any(${keys})
          union all
          select s.key, s.event_time, s.known_since, s."values", p.change
            from online_publication p join online_staged s on s.publication_id = p.id and s.key = any(${keys})
            where ${shownOf(o.viewId)} and s.key > p.folded_to) found
        order by key, ${newestFirst}`,
  );
}

export async function findOnline(db: Db, { viewId, key }: { viewId: string; key: string }): Promise<OnlineRow | null> {
  const [row] = await readOnlineKeys(db, { viewId, keys: [key] });
  return row ?? null;
}

/** Entities online, by view. */
export async function countOnline(db: Db, viewIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await queryRows(
    db,
    z.object({ viewId: z.string(), entities: z.number().int() }),
    sql`select v.id::text as "viewId", (
          (select count(*) from online_feature o where o.view_id = v.id)
          + (select count(distinct s.key) from online_publication p join online_staged s on s.publication_id = p.id
             where p.view_id = v.id and p.state = 'shown' and s.key > p.folded_to
               and not exists (select 1 from online_feature o where o.view_id = v.id and o.key = s.key)))::int as entities
        from unnest(${[...viewIds]}::uuid[]) v(id)`,
  );
  return new Map(rows.map(({ viewId, entities }) => [viewId, entities]));
}

/**
 * Deletes at most so many online rows of a view that is to go, from each place where they lie; 0 when none are left. Null,
 * and nothing is deleted, when the view is not on its way out: its deletion was refused, or is done.
 */
export async function deleteOnline(
  db: Db,
  { viewId, limit }: { viewId: string; limit: number },
): Promise<number | null> {
  return db.transaction(
    async (tx) => {
      const view = await tx.prisma.$queryRaw<unknown[]>(
        sql`select id from feature_view where id = ${viewId}::uuid and deleting_at is not null for update`,
      );
      if (view.length === 0) return null;
      const aside = await queryRow(
        tx,
        z.object({ id: z.string() }),
        sql`select p.id::text as id from online_publication p where p.view_id = ${viewId}::uuid
              and exists (select 1 from online_staged s where s.publication_id = p.id) limit 1`,
      );
      const staged = aside === null ? null : await deleteStaged(tx, { publication: aside.id, after: '', limit });
      const online = await tx.prisma.$executeRaw(
        sql`delete from online_feature where view_id = ${viewId}::uuid and key in (
              select key from online_feature where view_id = ${viewId}::uuid order by key limit ${limit})`,
      );
      return (staged?.rows ?? 0) + online;
    },
    { longestMs: 60_000 },
  );
}
