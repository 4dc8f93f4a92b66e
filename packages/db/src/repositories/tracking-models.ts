import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { FilterClause } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { compareNumber, compareTag, compareText } from './tracking-filters';

export const loggedModelStatusSchema = z.enum([
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
]);
export type LoggedModelStatus = z.output<typeof loggedModelStatusSchema>;

const loggedModelSchema = z.object({
  id: z.string(),
  experiment: z.number().int(),
  name: z.string(),
  modelType: z.string(),
  sourceRunId: z.string().nullable(),
  status: loggedModelStatusSchema,
  tags: z.record(z.string(), z.string()),
  params: z.record(z.string(), z.string()),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type LoggedModel = z.output<typeof loggedModelSchema>;

const columns = sql`g.id::text as id, e.number as experiment, g.name, g.model_type as "modelType",
  g.source_run_id::text as "sourceRunId", g.status, g.tags, g.params, g.created_at as "createdAt", g.updated_at as "updatedAt"`;

export type LoggedModelKey = { projectId: ProjectId; id: string };

/** A model whose files a program is about to send. */
export async function createLoggedModel(
  db: Db,
  input: {
    projectId: ProjectId;
    experimentId: string;
    name: string;
    modelType: string;
    sourceRunId: string | null;
    tags: Record<string, string>;
    params: Record<string, string>;
    createdBy: string;
  },
): Promise<{ id: string }> {
  const { projectId, experimentId, name, modelType, sourceRunId, tags, params, createdBy } = input;
  const row = await queryRow(
    db,
    z.object({ id: z.string() }),
    sql`insert into track_model (project_id, experiment_id, name, model_type, source_run_id, tags, params, created_by)
        values (${projectId}::uuid, ${experimentId}::uuid, ${name}, ${modelType}, ${sourceRunId}::uuid,
                ${toJsonText(tags)}::jsonb, ${toJsonText(params)}::jsonb, ${createdBy}) returning id::text as id`,
  );
  if (row === null) throw new Error('the logged model was not kept');
  return row;
}

/** A logged model of a project; a deleted one only where it is asked for. */
export async function getLoggedModel(db: Db, key: LoggedModelKey & { deleted?: boolean }): Promise<LoggedModel | null> {
  return queryRow(
    db,
    loggedModelSchema,
    sql`select ${columns} from track_model g join experiment e on e.id = g.experiment_id
        where g.id = ${key.id}::uuid and g.project_id = ${key.projectId}::uuid
          and (g.deleted_at is null or ${key.deleted ?? false})`,
  );
}

/** Those of these ids (uuids) that are no logged model of the project, deleted or not. */
export async function findUnknownModels(
  db: Db,
  o: { projectId: ProjectId; ids: readonly string[] },
): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    sql`select given.id::text as id from unnest(${[...o.ids]}::uuid[]) given(id)
        where not exists (select from track_model g where g.id = given.id and g.project_id = ${o.projectId}::uuid)`,
  );
  return rows.map(({ id }) => id);
}

export async function setLoggedModelStatus(db: Db, key: LoggedModelKey & { status: LoggedModelStatus }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_model set status = ${key.status}, updated_at = now()
        where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`,
  );
}

/** Adds tags and parameters to those there are. */
export async function noteLoggedModel(
  db: Db,
  key: LoggedModelKey & { tags?: Record<string, string>; params?: Record<string, string> },
): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_model set tags = tags || ${toJsonText(key.tags ?? {})}::jsonb,
          params = params || ${toJsonText(key.params ?? {})}::jsonb
        where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`,
  );
}

export async function untagLoggedModel(db: Db, key: LoggedModelKey & { tag: string }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_model set tags = tags - ${key.tag}::text
        where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`,
  );
}

/** Hides a logged model; versions registered from it keep its files. */
export async function deleteLoggedModel(db: Db, key: LoggedModelKey): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update track_model set deleted_at = now() where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`,
  );
}

export type LoggedModelOrder = { field: 'name' | 'created' | 'updated' | { metric: string }; descending: boolean };

/** Logged models of experiments that a filter lets through, newest first unless ordered otherwise. */
export async function searchLoggedModels(
  db: Db,
  o: {
    projectId: ProjectId;
    experiments: readonly number[];
    filter: readonly FilterClause[];
    order: readonly LoggedModelOrder[];
    limit: number;
    offset: number;
  },
): Promise<LoggedModel[]> {
  const conditions = [
    sql`g.project_id = ${o.projectId}::uuid`,
    sql`g.deleted_at is null`,
    sql`e.number = any(${[...o.experiments]}::int[])`,
    ...o.filter.map(condition),
  ];
  const orders = o.order.map(({ field, descending }) =>
    descending ? sql`${orderColumn(field)} desc nulls last` : sql`${orderColumn(field)} asc nulls last`,
  );
  return queryRows(
    db,
    loggedModelSchema,
    sql`select ${columns} from track_model g join experiment e on e.id = g.experiment_id
        where ${Prisma.join(conditions, ' and ')}
        order by ${Prisma.join([...orders, sql`g.created_at desc`, sql`g.id`], ', ')} limit ${o.limit} offset ${o.offset}`,
  );
}

function latestMetric(key: string): Prisma.Sql {
  return sql`(select m.value from track_metric m where m.model_id = g.id and m.key = ${key}
    order by m.step desc, m.at_ms desc, m.value desc limit 1)`;
}

function orderColumn(field: LoggedModelOrder['field']): Prisma.Sql {
  if (field === 'name') return sql`g.name`;
  if (field === 'created') return sql`g.created_at`;
  if (field === 'updated') return sql`g.updated_at`;
  return sql`nullif(${latestMetric(field.metric)}, 'NaN'::float8)`;
}

const textColumns: Record<string, Prisma.Sql> = {
  name: sql`g.name`,
  model_id: sql`('m-' || replace(g.id::text, '-', ''))`,
  model_type: sql`g.model_type`,
  status: sql`replace(g.status, 'LOGGED_MODEL_', '')`,
  source_run_id: sql`coalesce(replace(g.source_run_id::text, '-', ''), '')`,
  experiment_id: sql`e.number::text`,
};

function condition(clause: FilterClause): Prisma.Sql {
  const { side, key } = clause;
  if (side === 'metric') return compareNumber(latestMetric(key), clause);
  if (side === 'tag') return compareTag(sql`g.tags`, clause);
  if (side === 'param') return compareTag(sql`g.params`, clause);
  const text = textColumns[key];
  if (text !== undefined) return compareText(text, clause);
  const time = key === 'last_updated_timestamp' ? sql`g.updated_at` : sql`g.created_at`;
  return compareNumber(sql`(extract(epoch from ${time}) * 1000)`, clause);
}
