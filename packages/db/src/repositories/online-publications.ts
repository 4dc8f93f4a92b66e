import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { TryLater } from './bus-consumers';

const idSchema = z.object({ id: z.string() });

/** A try that wrote a block so lately is still at it. */
const aliveSeconds = 30;

/**
 * Begins a publication whose rows nobody sees yet. What an earlier try of the same one left is given up. Throws TryLater
 * while that one is still at it: two would write the same rows. Should two begin at one moment, or one give the other up,
 * only work is lost: a version is added once, and what was given up is never shown.
 */
export async function beginPublication(db: Db, o: { viewId: string; requestKey: string }): Promise<string> {
  const alive = await queryRow(
    db,
    idSchema,
    sql`select id::text as id from online_publication where request_key = ${o.requestKey} and state = 'staging'
          and touched_at > clock_timestamp() - make_interval(secs => ${aliveSeconds}::int) limit 1`,
  );
  if (alive !== null) throw new TryLater(`another try writes the rows of the publication ${o.requestKey}`);
  await giveUpPublications(db, { requestKey: o.requestKey });
  const made = await queryRow(
    db,
    idSchema,
    sql`insert into online_publication (view_id, request_key) values (${o.viewId}::uuid, ${o.requestKey})
        returning id::text as id`,
  );
  if (made === null) throw new Error(`no publication of feature view ${o.viewId} was begun`);
  return made.id;
}

/** Writes rows of a publication aside. Throws when it was given up meanwhile, or its view is being deleted. */
export async function stageOnline(
  db: Db,
  { publication, rows }: { publication: string; rows: readonly NewOnlineRow[] },
): Promise<void> {
  if (rows.length === 0) return;
  await db.prisma.$queryRaw(sql`select mr_stage_online(${publication}::uuid, ${toJsonText(rows)}::jsonb)`);
}

/**
 * Makes all rows of a publication visible in the caller's transaction, and tells those who hold the view in memory. It
 * takes as long for millions of rows as for one. Throws when the publication was given up or its view is being deleted.
 */
export async function showPublication(tx: Db, publication: string): Promise<void> {
  const shown = await queryRow(
    tx,
    idSchema,
    sql`with v as (
          update feature_view v set change = v.change + 1 from online_publication p
            where p.id = ${publication}::uuid and p.state = 'staging' and v.id = p.view_id and v.deleting_at is null
            returning v.id, v.change)
        update online_publication p set state = 'shown', change = v.change from v
          where p.id = ${publication}::uuid and p.state = 'staging'
          returning v.id::text as id`,
  );
  if (shown === null)
    throw new Error(`publication ${publication} was given up, or its view is being deleted: it is tried again`);
  await tx.prisma.$executeRaw(sql`select pg_notify('mr_features', ${shown.id})`);
}

/** Folds some rows of publications that are shown into the online table. False when there was nothing to fold. */
export async function foldOnline(db: Db, { viewId, limit }: { viewId: string; limit: number }): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ folded: z.boolean() }),
    sql`select mr_fold_online(${viewId}::uuid, ${limit}::int) as folded`,
  );
  return row?.folded ?? false;
}

/** Views with publications that are shown and not folded to the end. */
export async function listViewsToFold(db: Db): Promise<string[]> {
  const rows = await queryRows(
    db,
    idSchema,
    sql`select distinct p.view_id::text as id from online_publication p join feature_view v on v.id = p.view_id
        where p.state = 'shown' and v.deleting_at is null`,
  );
  return rows.map(({ id }) => id);
}

type Which = { id: string } | { requestKey: string } | { before: Date };

/** Gives up publications that are not shown: one, those of one event, or those that nobody has touched since a time. */
export async function giveUpPublications(db: Db, which: Which): Promise<number> {
  const wanted =
    'before' in which
      ? sql`touched_at < ${which.before}`
      : 'id' in which
        ? sql`id = ${which.id}::uuid`
        : sql`request_key = ${which.requestKey}`;
  return db.prisma.$executeRaw(
    sql`update online_publication set state = 'spent' where state = 'staging' and ${wanted}`,
  );
}

/** Publications that are of no use any more, folded or given up: all there are, or those of one event. */
export async function listSpent(db: Db, { requestKey }: { requestKey?: string } = {}): Promise<string[]> {
  const own = requestKey === undefined ? sql`true` : sql`request_key = ${requestKey}`;
  const rows = await queryRows(
    db,
    idSchema,
    sql`select id::text as id from online_publication where state = 'spent' and ${own} order by id`,
  );
  return rows.map(({ id }) => id);
}

/** Some rows of a publication, in the order of their keys from behind one on: what was deleted before is not gone through. */
type Block = { publication: string; after: string; limit: number };

/** Deletes a block of rows that were written aside: its last key and how many there were; null when there are none. */
export async function deleteStaged(
  db: Db,
  { publication, after, limit }: Block,
): Promise<{ last: string; rows: number } | null> {
  const block = await queryRow(
    db,
    z.object({ last: z.string().nullable() }),
    sql`select max(b.key) as last from (
          select key from online_staged where publication_id = ${publication}::uuid and key > ${after}
          order by key limit ${limit}) b`,
  );
  const last = block?.last ?? null;
  if (last === null) return null;
  const rows = await db.prisma.$executeRaw(
    sql`delete from online_staged
        where publication_id = ${publication}::uuid and key > ${after} and key <= ${last}`,
  );
  return { last, rows };
}

/** Deletes a block of a publication that is spent, and at last that; the last key deleted, null when it is gone. */
export async function clearSpent(db: Db, block: Block): Promise<string | null> {
  const deleted = await deleteStaged(db, block);
  if (deleted !== null) return deleted.last;
  await db.prisma.$executeRaw(
    sql`delete from online_publication p where id = ${block.publication}::uuid and state = 'spent'
          and not exists (select 1 from online_staged s where s.publication_id = p.id)`,
  );
  return null;
}
