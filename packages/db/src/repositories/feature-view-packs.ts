import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import type { Prisma } from '../generated/client';
import { type FeatureViewPack, featureViewPackSchema } from '../mappers/feature-view-row';
import { queryRows, sql } from '../raw-query';
import { pinArtifacts, unpinArtifacts } from './artifacts';

/** The table that stands for the first publications of a view; null while there is none. */
export async function findViewPack(db: Db, viewId: string): Promise<FeatureViewPack | null> {
  const row = await db.prisma.featureViewPack.findFirst({ where: { viewId, replacedAt: null } });
  return row === null ? null : featureViewPackSchema.parse(row);
}

/** Views with so many publications that no pack stands for, those with the most first. */
export async function listViewsToPack(db: Db, { publications }: { publications: number }): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    sql`select w.view_id::text as id from feature_view_version w
        left join feature_view_pack p on p.view_id = w.view_id and p.replaced_at is null
        where w.number > coalesce(p.to_number, 0)
        group by w.view_id having count(*) >= ${publications} order by count(*) desc`,
  );
  return rows.map(({ id }) => id);
}

export type NewViewPack = {
  viewId: string;
  /** The pack it was made from, beside the publications; null where there was none. */
  replaces: string | null;
  toNumber: number;
  tableHash: ArtifactHash;
  metaHash: ArtifactHash;
  rows: number;
  given: number;
};

/**
 * Lets a pack stand for publications of a view, whose tables it no longer holds in the store, and keeps its own. False
 * when the view is gone or somebody else packed it meanwhile: then nothing has changed.
 */
export async function adoptViewPack(db: Db, { replaces, ...pack }: NewViewPack): Promise<boolean> {
  const { viewId, toNumber } = pack;
  return db.transaction(async (tx) => {
    const view = await tx.prisma.$queryRaw<unknown[]>(
      sql`select id from feature_view where id = ${viewId}::uuid for update`,
    );
    if (view.length === 0 || ((await findViewPack(tx, viewId))?.id ?? null) !== replaces) return false;
    await tx.prisma.featureViewPack.updateMany({
      where: { viewId, replacedAt: null },
      data: { replacedAt: new Date() },
    });
    const { id } = await tx.prisma.featureViewPack.create({ data: pack });
    const hashes = [pack.tableHash, pack.metaHash];
    if (!(await pinArtifacts(tx, { ownerKind: 'feature-view', ownerId: id, hashes })))
      throw new Error(`the packed table of feature view ${viewId} is not in the artifact store any more`);
    await tx.prisma.$executeRaw(
      sql`delete from artifact_pin p using feature_view_version w
          where p.owner_kind = 'feature-view' and p.owner_id = w.id and w.view_id = ${viewId}::uuid
            and w.number <= ${toNumber}`,
    );
    return true;
  });
}

/**
 * Artifacts that steps of runs which still go on were planned with. They are named there and used only when their turn
 * comes, which a person or a queue may put off for days.
 */
const planned = sql`select distinct named #>> '{}' as hash from run r join step_run s on s.run_id = r.id
  cross join lateral jsonb_path_query(s.spec, '$.references.*.artifacts.*') named where r.status = 'running'`;

/** Forgets packs that others replaced before a time and no run was planned with that still goes on; answers how many. */
export async function forgetReplacedPacks(db: Db, { before }: { before: Date }): Promise<number> {
  const old = await queryRows(
    db,
    z.object({ id: z.string() }),
    sql`with planned as materialized (${planned})
        select p.id::text as id from feature_view_pack p where p.replaced_at < ${before}
          and not exists (select 1 from planned n where n.hash = p.table_hash)`,
  );
  for (const { id } of old) {
    await db.transaction(async (tx) => {
      await unpinArtifacts(tx, { ownerKind: 'feature-view', ownerId: id });
      await tx.prisma.featureViewPack.deleteMany({ where: { id } });
    });
  }
  return old.length;
}

/** The step `s` of a run published a view of this name. */
const publishes = (name: Prisma.Sql) =>
  sql`s.spec ->> 'type' = 'publish-features' and s.spec #>> '{params,view}' = ${name}`;
/** The use `u` of an artifact is that of lines that a step `p` put online, as its output or an input of another. */
const onlineLines = sql`u.port = 'table.online' and (u.dir = 'out' and u.idx = p.idx or u.dir = 'in' and u.from_idx = p.idx)`;

/**
 * Lets go of what publications left in the artifact store and nobody can ask for any more: their files are held by the
 * lineage of the runs that made them. The lines that went online, a while after they did; the table, a while after a pack
 * began to stand for it, when no run that goes on was planned with it, and no step took it as its input. What is pinned or
 * made by others too stays, and so does all of a run that goes on: its steps note what they took in. So many publications
 * at a time; how many outputs of runs were let go.
 */
export async function releasePublished(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw(
    sql`with planned as materialized (${planned}),
        published as (
          select u.run_id, u.idx, exists (
              select 1 from feature_view_pack p
              where p.view_id = w.view_id and p.to_number >= w.number and p.created_at < ${before}
            ) and not exists (select 1 from planned n where n.hash = w.table_hash)
              and not exists (select 1 from artifact_use i where i.hash = w.table_hash and i.dir = 'in') as packed
          from feature_view_version w join feature_view v on v.id = w.view_id
            join run r on r.id = w.run_id and r.status <> 'running'
            join artifact_use u on u.run_id = w.run_id and u.dir = 'out' and u.port = 'table' and u.hash = w.table_hash
            join step_run s on s.run_id = u.run_id and s.idx = u.idx and ${publishes(sql`v.name`)}
          where w.created_at < ${before}),
        due as (
          select * from published d where d.packed or exists (
            select 1 from artifact_use o
            where o.run_id = d.run_id and o.idx = d.idx and o.dir = 'out' and o.port = 'table.online') limit ${limit})
        delete from artifact_use u using due p
        where u.run_id = p.run_id and ((${onlineLines})
          or (p.packed and u.port in ('table', 'table.origin') and u.dir = 'out' and u.idx = p.idx))`,
  );
}

/** The same for the lines that went online of all publications of a view that is being deleted: their runs have the tables. */
export async function releaseOnlineLines(tx: Db, { viewId, name }: { viewId: string; name: string }): Promise<void> {
  await tx.prisma.$executeRaw(
    sql`with published as (
          select u.run_id, u.idx from feature_view_version w
            join run r on r.id = w.run_id and r.status <> 'running'
            join artifact_use u on u.run_id = w.run_id and u.dir = 'out' and u.port = 'table' and u.hash = w.table_hash
            join step_run s on s.run_id = u.run_id and s.idx = u.idx and ${publishes(sql`${name}`)}
          where w.view_id = ${viewId}::uuid)
        delete from artifact_use u using published p where u.run_id = p.run_id and ${onlineLines}`,
  );
}
