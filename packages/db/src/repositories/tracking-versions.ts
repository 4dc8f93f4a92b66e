import type { ModelId, ProjectId, ReleaseId } from '@millrace/pipeline-core/ids';
import { modelIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import type { FilterClause, OrderClause } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { compareNumber, compareTag, compareText, orderByColumns } from './tracking-filters';

export const versionStages = ['None', 'Staging', 'Production', 'Archived'] as const;
export const versionStageSchema = z.enum(versionStages);
export type VersionStage = z.output<typeof versionStageSchema>;

const versionSchema = z.object({
  modelId: modelIdSchema,
  name: z.string(),
  number: z.number().int(),
  /** Set: a release of Millrace; null: files that the protocol registered. */
  releaseId: releaseIdSchema.nullable(),
  source: z.string(),
  runId: z.string().nullable(),
  loggedModelId: z.string().nullable(),
  stage: versionStageSchema,
  description: z.string(),
  tags: z.record(z.string(), z.string()),
  createdAt: z.date(),
  updatedAt: z.date(),
  aliases: z.array(z.string()),
});
/** A version of a registered model: a release of Millrace, or files of a run. */
export type ModelVersion = z.output<typeof versionSchema>;

/** Releases and registered files under one count; what the protocol notes of a release is in track_version, too. */
const versions = sql`(
  select l.model_id, l.number, l.id as release_id, ('models:/' || o.name || '/' || l.number) as source, null::uuid as run_id,
         null::uuid as logged_model_id, coalesce(v.stage, 'None') as stage, coalesce(v.description, '') as description,
         coalesce(v.tags, '{}'::jsonb) as tags, l.created_at, coalesce(v.updated_at, l.created_at) as updated_at
    from release l join model o on o.id = l.model_id
    left join track_version v on v.model_id = l.model_id and v.number = l.number
  union all
  select v.model_id, v.number, null, v.source, v.run_id, v.logged_model_id, v.stage, v.description, v.tags, v.created_at,
         v.updated_at from track_version v where v.release_id is null)`;

const columns = sql`w.model_id::text as "modelId", o.name, w.number, w.release_id::text as "releaseId", w.source,
  w.run_id::text as "runId", w.logged_model_id::text as "loggedModelId", w.stage, w.description, w.tags,
  w.created_at as "createdAt", w.updated_at as "updatedAt",
  array(select a.alias from model_alias a where a.model_id = w.model_id and a.release_id = w.release_id
        union select k.alias from track_alias k where k.model_id = w.model_id and k.number = w.number order by 1) as aliases`;
const source = sql`from ${versions} w join model o on o.id = w.model_id`;

export async function findModelVersion(
  db: Db,
  key: { modelId: ModelId; number: number },
): Promise<ModelVersion | null> {
  return queryRow(
    db,
    versionSchema,
    sql`select ${columns} ${source} where w.model_id = ${key.modelId}::uuid and w.number = ${key.number}`,
  );
}

/** Versions of these models, newest first. */
export async function listModelVersions(db: Db, modelIds: readonly ModelId[]): Promise<ModelVersion[]> {
  return queryRows(
    db,
    versionSchema,
    sql`select ${columns} ${source} where w.model_id = any(${[...modelIds]}::uuid[]) order by w.number desc`,
  );
}

/** The version that an alias means; null when there is none. */
export async function findVersionByAlias(
  db: Db,
  key: { modelId: ModelId; alias: string },
): Promise<ModelVersion | null> {
  const named = sql`(exists (select 1 from model_alias a where a.model_id = w.model_id and a.release_id = w.release_id
      and a.alias = ${key.alias})
    or exists (select 1 from track_alias k where k.model_id = w.model_id and k.number = w.number and k.alias = ${key.alias}))`;
  return queryRow(
    db,
    versionSchema,
    sql`select ${columns} ${source} where w.model_id = ${key.modelId}::uuid and ${named} limit 1`,
  );
}

/** Registers files as the next version of a model; its number is one that no release has. */
export async function createModelVersion(
  db: Db,
  input: {
    modelId: ModelId;
    source: string;
    runId: string | null;
    loggedModelId: string | null;
    description: string;
    tags: Record<string, string>;
    createdBy: string;
  },
): Promise<number> {
  const { modelId, source: from, runId, loggedModelId, description, tags, createdBy } = input;
  return db.transaction(async (tx) => {
    await tx.prisma.$queryRaw(sql`select id from model where id = ${modelId}::uuid for update`);
    const row = await queryRow(
      tx,
      z.object({ number: z.number().int() }),
      sql`insert into track_version (model_id, number, source, run_id, logged_model_id, description, tags, created_by)
          values (${modelId}::uuid, mr_next_version(${modelId}::uuid), ${from}, ${runId}::uuid, ${loggedModelId}::uuid,
                  ${description}, ${toJsonText(tags)}::jsonb, ${createdBy}) returning number`,
    );
    if (row === null) throw new Error('the version was not kept');
    return row.number;
  });
}

export type VersionNote = { description?: string; stage?: VersionStage; tags?: Record<string, string>; by: string };

/** Changes what the protocol knows of a version, a release too; tags are added to those there are. */
export async function noteModelVersion(db: Db, version: ModelVersion, note: VersionNote): Promise<void> {
  const { modelId, number, releaseId } = version;
  const description = note.description ?? null;
  const stage = note.stage ?? null;
  await db.prisma.$executeRaw(
    sql`insert into track_version (model_id, number, release_id, source, description, stage, tags, created_by)
        values (${modelId}::uuid, ${number}, ${releaseId}::uuid, ${version.source}, coalesce(${description}::text, ''),
                coalesce(${stage}::text, 'None'), ${toJsonText(note.tags ?? {})}::jsonb, ${note.by})
        on conflict (model_id, number) do update set
          description = coalesce(${description}::text, track_version.description),
          stage = coalesce(${stage}::text, track_version.stage),
          tags = track_version.tags || excluded.tags, updated_at = now()`,
  );
}

export async function untagModelVersion(db: Db, o: { modelId: ModelId; number: number; tag: string }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_version set tags = tags - ${o.tag}::text, updated_at = now()
        where model_id = ${o.modelId}::uuid and number = ${o.number}`,
  );
}

/** Puts all other versions of a stage away. */
export async function archiveStage(
  db: Db,
  o: { modelId: ModelId; stage: VersionStage; except: number },
): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_version set stage = 'Archived', updated_at = now()
        where model_id = ${o.modelId}::uuid and stage = ${o.stage} and number <> ${o.except}`,
  );
}

/** Takes a registered version away; releases of Millrace stay, since endpoints may answer with them. */
export async function deleteModelVersion(db: Db, o: { modelId: ModelId; number: number }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`delete from track_version where model_id = ${o.modelId}::uuid and number = ${o.number} and release_id is null`,
  );
}

/** Points an alias at a version, away from the one it meant before. */
export async function setVersionAlias(
  db: Db,
  o: { modelId: ModelId; alias: string; number: number; releaseId: ReleaseId | null },
): Promise<void> {
  const { modelId, alias, number, releaseId } = o;
  await db.transaction(async (tx) => {
    await deleteVersionAlias(tx, { modelId, alias });
    if (releaseId === null) {
      await tx.prisma.$executeRaw(
        sql`insert into track_alias (model_id, alias, number) values (${modelId}::uuid, ${alias}, ${number})`,
      );
      return;
    }
    await tx.prisma.modelAlias.create({ data: { modelId, alias, releaseId } });
  });
}

export async function deleteVersionAlias(db: Db, key: { modelId: ModelId; alias: string }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`delete from track_alias where model_id = ${key.modelId}::uuid and alias = ${key.alias}`,
  );
  await db.prisma.modelAlias.deleteMany({ where: key });
}

/** Versions of the project's models that a filter lets through; newest first unless ordered otherwise. */
export async function searchModelVersions(
  db: Db,
  o: {
    projectId: ProjectId;
    filter: readonly FilterClause[];
    order: readonly OrderClause[];
    limit: number;
    offset: number;
  },
): Promise<ModelVersion[]> {
  const conditions = [sql`o.project_id = ${o.projectId}::uuid`, ...o.filter.map(condition)];
  const order = orderByColumns(o.order, orderColumns, sql`w.updated_at desc, o.name, w.number desc`);
  return queryRows(
    db,
    versionSchema,
    sql`select ${columns} ${source} where ${Prisma.join(conditions, ' and ')}
        order by ${order} limit ${o.limit} offset ${o.offset}`,
  );
}

const orderColumns: Record<string, Prisma.Sql> = {
  name: sql`o.name`,
  version_number: sql`w.number`,
  creation_timestamp: sql`w.created_at`,
  last_updated_timestamp: sql`w.updated_at`,
};

function condition(clause: FilterClause): Prisma.Sql {
  const { side, key } = clause;
  if (side === 'tag') return compareTag(sql`w.tags`, clause);
  if (key === 'name') return compareText(sql`o.name`, clause);
  if (key === 'run_id') return compareText(sql`coalesce(replace(w.run_id::text, '-', ''), '')`, clause);
  if (key === 'source_path') return compareText(sql`w.source`, clause);
  if (key === 'version_number') return compareNumber(sql`w.number`, clause);
  const time = key === 'last_updated_timestamp' ? sql`w.updated_at` : sql`w.created_at`;
  return compareNumber(sql`(extract(epoch from ${time}) * 1000)`, clause);
}
