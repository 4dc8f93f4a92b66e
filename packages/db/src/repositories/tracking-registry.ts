import type { ModelId, ProjectId } from '@millrace/pipeline-core/ids';
import { modelIdSchema } from '@millrace/pipeline-core/ids';
import type { FilterClause, OrderClause } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { compareNumber, compareTag, compareText, orderByColumns } from './tracking-filters';

const registeredModelSchema = z.object({
  id: modelIdSchema,
  name: z.string(),
  description: z.string(),
  tags: z.record(z.string(), z.string()),
  createdAt: z.date(),
  updatedAt: z.date(),
  releases: z.number().int(),
});
/** A model of the project as the registry of the protocol shows it. */
export type RegisteredModel = z.output<typeof registeredModelSchema>;

const updatedAt = sql`greatest(o.created_at, coalesce(n.updated_at, o.created_at),
  coalesce((select max(l.created_at) from release l where l.model_id = o.id), o.created_at),
  coalesce((select max(v.updated_at) from track_version v where v.model_id = o.id), o.created_at))`;
const modelTags = sql`coalesce(n.tags, '{}'::jsonb)`;
const columns = sql`o.id::text as id, o.name, coalesce(n.description, '') as description, ${modelTags} as tags,
  o.created_at as "createdAt", ${updatedAt} as "updatedAt",
  (select count(*)::int from release l where l.model_id = o.id) as releases`;
const source = sql`from model o left join track_model_note n on n.model_id = o.id`;

export async function findRegisteredModel(
  db: Db,
  key: { projectId: ProjectId; name: string },
): Promise<RegisteredModel | null> {
  return queryRow(
    db,
    registeredModelSchema,
    sql`select ${columns} ${source} where o.project_id = ${key.projectId}::uuid and o.name = ${key.name}`,
  );
}

/** A model under a new name; null where the project has one of this name. */
export async function createRegisteredModel(
  db: Db,
  input: { projectId: ProjectId; name: string; description: string; tags: Record<string, string>; createdBy: string },
): Promise<ModelId | null> {
  const { projectId, name, description, tags, createdBy } = input;
  return db.transaction(async (tx) => {
    const row = await queryRow(
      tx,
      z.object({ id: modelIdSchema }),
      sql`insert into model (id, project_id, name, created_by)
          values (gen_random_uuid(), ${projectId}::uuid, ${name}, ${createdBy})
          on conflict (project_id, name) do nothing returning id::text as id`,
    );
    if (row !== null) await noteRegisteredModel(tx, { id: row.id, description, tags });
    return row?.id ?? null;
  });
}

/** Changes the description, and adds tags to those there are. */
export async function noteRegisteredModel(
  db: Db,
  o: { id: ModelId; description?: string; tags?: Record<string, string> },
): Promise<void> {
  const description = o.description ?? null;
  const tags = toJsonText(o.tags ?? {});
  await db.prisma.$executeRaw(
    sql`insert into track_model_note (model_id, description, tags)
        values (${o.id}::uuid, coalesce(${description}::text, ''), ${tags}::jsonb)
        on conflict (model_id) do update set description = coalesce(${description}::text, track_model_note.description),
          tags = track_model_note.tags || excluded.tags, updated_at = now()`,
  );
}

export async function untagRegisteredModel(db: Db, o: { id: ModelId; tag: string }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_model_note set tags = tags - ${o.tag}::text, updated_at = now() where model_id = ${o.id}::uuid`,
  );
}

/** Gives a model without releases another name; false where it has some, or the name is taken. */
export async function renameRegisteredModel(
  db: Db,
  o: { projectId: ProjectId; id: ModelId; name: string },
): Promise<boolean> {
  const count = await db.prisma.$executeRaw(
    sql`update model o set name = ${o.name} where o.id = ${o.id}::uuid and o.project_id = ${o.projectId}::uuid
          and not exists (select 1 from release l where l.model_id = o.id)
          and not exists (select 1 from model x where x.project_id = o.project_id and x.name = ${o.name})`,
  );
  if (count > 0) await noteRegisteredModel(db, { id: o.id });
  return count > 0;
}

/** Deletes a model without releases, with its versions and aliases; false where it has some. */
export async function deleteRegisteredModel(db: Db, o: { projectId: ProjectId; id: ModelId }): Promise<boolean> {
  const count = await db.prisma.$executeRaw(
    sql`delete from model o where o.id = ${o.id}::uuid and o.project_id = ${o.projectId}::uuid
          and not exists (select 1 from release l where l.model_id = o.id)`,
  );
  return count > 0;
}

/** Models of a project that a filter lets through, by name unless ordered otherwise. */
export async function searchRegisteredModels(
  db: Db,
  o: {
    projectId: ProjectId;
    filter: readonly FilterClause[];
    order: readonly OrderClause[];
    limit: number;
    offset: number;
  },
): Promise<RegisteredModel[]> {
  const conditions = [sql`o.project_id = ${o.projectId}::uuid`, ...o.filter.map(condition)];
  return queryRows(
    db,
    registeredModelSchema,
    sql`select ${columns} ${source} where ${Prisma.join(conditions, ' and ')}
        order by ${orderByColumns(o.order, orderColumns, sql`o.name asc`)} limit ${o.limit} offset ${o.offset}`,
  );
}

const orderColumns: Record<string, Prisma.Sql> = {
  name: sql`o.name`,
  creation_timestamp: sql`o.created_at`,
  last_updated_timestamp: updatedAt,
};

function condition(clause: FilterClause): Prisma.Sql {
  if (clause.side === 'tag') return compareTag(modelTags, clause);
  if (clause.key === 'name') return compareText(sql`o.name`, clause);
  const time = clause.key === 'last_updated_timestamp' ? updatedAt : sql`o.created_at`;
  return compareNumber(sql`(extract(epoch from ${time}) * 1000)`, clause);
}
