import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
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

/** Forgets packs that others replaced before a time; answers how many. */
export async function forgetReplacedPacks(db: Db, { before }: { before: Date }): Promise<number> {
  const old = await db.prisma.featureViewPack.findMany({ where: { replacedAt: { lt: before } }, select: { id: true } });
  for (const { id } of old) {
    await db.transaction(async (tx) => {
      await unpinArtifacts(tx, { ownerKind: 'feature-view', ownerId: id });
      await tx.prisma.featureViewPack.deleteMany({ where: { id } });
    });
  }
  return old.length;
}
