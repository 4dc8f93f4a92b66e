import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ViewShape, whyIncompatible } from '@millrace/pipeline-core/features';
import {
  type ArtifactHash,
  type PipelineId,
  type ProjectId,
  pipelineIdSchema,
  type RunId,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import {
  type FeatureView,
  type FeatureViewVersion,
  featureViewSchema,
  featureViewVersionSchema,
} from '../mappers/feature-view-row';
import { queryRows, sql, toJson } from '../raw-query';
import { pinArtifacts } from './artifacts';
import { feedConsumerName } from './feature-feeds';
import { releaseOnlineLines } from './feature-view-packs';

export type NewFeatureView = ViewShape & {
  projectId: ProjectId;
  name: string;
  description: string;
  createdBy: string;
};

/** The view of this name, made when there is none and brought up to date when it is compatible; throws when it is not. */
export async function ensureFeatureView(db: Db, input: NewFeatureView): Promise<FeatureView> {
  const { projectId, name } = input;
  const shape = {
    description: input.description,
    keys: toJson(input.keys),
    features: toJson(input.features),
    ttlSeconds: input.ttlSeconds,
  };
  return db.transaction(async (tx) => {
    await tx.prisma.$executeRaw(
      sql`select pg_advisory_xact_lock(hashtextextended(${`feature view ${projectId} ${name}`}, 0))`,
    );
    const before = await findFeatureView(tx, { projectId, name });
    if (before === null) {
      const made = await tx.prisma.featureView.create({
        data: { projectId, name, createdBy: input.createdBy, ...shape },
      });
      return featureViewSchema.parse(made);
    }
    if (before.deletingAt !== null) throw beingDeleted(name);
    const why = whyIncompatible(before, input);
    if (why !== null) throw incompatible(name, why);
    return featureViewSchema.parse(await tx.prisma.featureView.update({ where: { id: before.id }, data: shape }));
  });
}

function incompatible(name: string, why: string): PipelineError {
  return new PipelineError({
    code: 'incompatible-view',
    family: 'pipeline',
    place: `Feature view › ${name}`,
    seen: `a table that does not fit the view: ${why}`,
    expected: 'the keys and features the view has, and perhaps more features',
    next: 'Publish under another name, or bring the columns back.',
  });
}

/** Whoever publishes tries again: once the view is gone, it is made anew. */
function beingDeleted(name: string): PipelineError {
  return new PipelineError({
    code: 'view-being-deleted',
    family: 'operator',
    place: `Feature view › ${name}`,
    seen: 'rows for a view that is being deleted',
    expected: 'a view that stays, or none of this name',
    next: 'Wait until it is gone; if its deletion was cut off, finish that on its page.',
  });
}

export async function findFeatureView(
  db: Db,
  { projectId, name }: { projectId: ProjectId; name: string },
): Promise<FeatureView | null> {
  const row = await db.prisma.featureView.findUnique({ where: { projectId_name: { projectId, name } } });
  return row === null ? null : featureViewSchema.parse(row);
}

/** The views of a project, by name. */
export async function listFeatureViews(db: Db, projectId: ProjectId): Promise<FeatureView[]> {
  const rows = await db.prisma.featureView.findMany({ where: { projectId }, orderBy: { name: 'asc' } });
  return rows.map((row) => featureViewSchema.parse(row));
}

export type NewViewVersion = {
  viewId: string;
  requestKey: string;
  runId: RunId;
  pipelineId: PipelineId | null;
  tableHash: ArtifactHash;
  metaHash: ArtifactHash;
  rows: number;
  entities: number;
  notOnline: string | null;
};

/** What an event published before, if it was handled. */
export async function findViewVersion(db: Db, requestKey: string): Promise<FeatureViewVersion | null> {
  const row = await db.prisma.featureViewVersion.findUnique({ where: { requestKey } });
  return row === null ? null : featureViewVersionSchema.parse(row);
}

/** Adds a publication with the next number and keeps its table alive. The same event again adds nothing. */
export async function addViewVersion(
  db: Db,
  input: NewViewVersion,
): Promise<{ version: FeatureViewVersion; added: boolean }> {
  return db.transaction(async (tx) => {
    await tx.prisma.$queryRaw(sql`select id from feature_view where id = ${input.viewId}::uuid for update`);
    const existing = await findViewVersion(tx, input.requestKey);
    if (existing !== null) return { version: existing, added: false };
    const last = await tx.prisma.featureViewVersion.aggregate({
      where: { viewId: input.viewId },
      _max: { number: true },
    });
    const number = (last._max.number ?? 0) + 1;
    const version = featureViewVersionSchema.parse(
      await tx.prisma.featureViewVersion.create({ data: { ...input, number } }),
    );
    const hashes = [input.tableHash, input.metaHash];
    const pinned = await pinArtifacts(tx, { ownerKind: 'feature-view', ownerId: version.id, hashes });
    if (!pinned) throw new Error(`the table of feature view ${input.viewId} is not in the artifact store any more`);
    await tx.prisma.featureView.update({ where: { id: input.viewId }, data: { refreshedAt: version.createdAt } });
    return { version, added: true };
  });
}

/** Publications of a view, newest first. */
export async function listViewVersions(db: Db, viewId: string): Promise<FeatureViewVersion[]> {
  const rows = await db.prisma.featureViewVersion.findMany({ where: { viewId }, orderBy: { number: 'desc' } });
  return rows.map((row) => featureViewVersionSchema.parse(row));
}

/**
 * From here on nobody serves, feeds or plans with the view; whoever holds it in memory is told. A publication that is being
 * written is given up: should the deletion be refused, it would be shown without the rows deleted meanwhile.
 */
export async function markViewDeleting(db: Db, { projectId, id }: { projectId: ProjectId; id: string }): Promise<void> {
  await db.transaction(async (tx) => {
    const deletingAt = new Date();
    await tx.prisma.featureView.updateMany({ where: { projectId, id, deletingAt: null }, data: { deletingAt } });
    await tx.prisma.$executeRaw(
      sql`update online_publication set state = 'spent' where view_id = ${id}::uuid and state = 'staging'`,
    );
    await tx.prisma.$executeRaw(sql`select pg_notify('mr_features', ${id})`);
  });
}

/**
 * A view whose deletion was refused at its end lives on, with what is left of its online rows; whoever serves it is told,
 * and reads it anew. False when it was not being deleted.
 */
export async function unmarkViewDeleting(
  db: Db,
  { projectId, id }: { projectId: ProjectId; id: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { count } = await tx.prisma.featureView.updateMany({
      where: { projectId, id, deletingAt: { not: null } },
      data: { deletingAt: null, deletions: { increment: 1 } },
    });
    if (count === 0) return false;
    await tx.prisma.$executeRaw(sql`select pg_notify('mr_features', ${id}), pg_notify('mr_feeds', ${id})`);
    return true;
  });
}

/**
 * Deletes a view with its publications, its online rows, its claims in the artifact store, its places in topics and the
 * events that were put aside for it, and tells whoever holds it in memory. False, and nothing is changed, when the project
 * has no such view. Many online rows are deleted before, by
 * `deleteOnline`, and before them the view is marked by `markViewDeleting`.
 */
export async function deleteFeatureView(
  db: Db,
  { projectId, id }: { projectId: ProjectId; id: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const view = await tx.prisma.featureView.findFirst({ where: { projectId, id }, select: { name: true } });
    if (view === null) return false;
    // A view of the same name would go on at its places. Before the view is locked: consumers lock in this order.
    const ofView = sql`consumer = ${feedConsumerName(view.name)} and project_id = ${projectId}::uuid`;
    await tx.prisma.$queryRaw(sql`select topic from bus_consumer where ${ofView} order by topic for update`);
    const locked = await tx.prisma.$queryRaw<unknown[]>(
      sql`select id from feature_view where id = ${id}::uuid and project_id = ${projectId}::uuid for update`,
    );
    if (locked.length === 0) return false;
    await tx.prisma.$executeRaw(sql`delete from bus_consumer where ${ofView}`);
    await tx.prisma.$executeRaw(sql`delete from dead_letter where ${ofView}`);
    await tx.prisma.$executeRaw(
      sql`delete from artifact_pin where owner_kind = 'feature-view' and owner_id in (
            select w.id from feature_view_version w where w.view_id = ${id}::uuid
            union all select p.id from feature_view_pack p where p.view_id = ${id}::uuid)`,
    );
    await releaseOnlineLines(tx, { viewId: id, name: view.name });
    await tx.prisma.featureView.deleteMany({ where: { projectId, id } });
    await tx.prisma.$executeRaw(sql`select pg_notify('mr_features', ${id})`);
    return true;
  });
}

const readerSchema = z.object({ view: z.string(), pipelineId: pipelineIdSchema, name: z.string() });
export type ViewReader = z.output<typeof readerSchema>;

/** Which pipelines of a project look features up, and in which view. */
export function listViewReaders(db: Db, projectId: ProjectId): Promise<ViewReader[]> {
  return listViewUsers(db, { projectId, stepType: 'lookup-features' });
}

/** Which pipelines of a project publish features as they are drawn now, and as which view. */
export function listViewPublishers(db: Db, projectId: ProjectId): Promise<ViewReader[]> {
  return listViewUsers(db, { projectId, stepType: 'publish-features' });
}

function listViewUsers(db: Db, o: { projectId: ProjectId; stepType: string }): Promise<ViewReader[]> {
  return queryRows(
    db,
    readerSchema,
    sql`select distinct s.value -> 'params' ->> 'view' as view, p.id::text as "pipelineId", p.name
        from pipeline p cross join lateral jsonb_each(p.document -> 'steps') s
        where p.project_id = ${o.projectId}::uuid and p.deleted_at is null and s.value ->> 'type' = ${o.stepType}
          and s.value -> 'params' ->> 'view' is not null
        order by p.name`,
  );
}
