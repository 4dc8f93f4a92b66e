import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { FilterClause, OrderClause } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { sqlStatesOf } from '../protocol/sql-states';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { compareNumber, compareTag, compareText, type Lifecycle, lifecycles, orderByColumns } from './tracking-filters';

export const experimentSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  state: z.enum(['active', 'deleted']),
  tags: z.record(z.string(), z.string()),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type Experiment = z.output<typeof experimentSchema>;

const columns = sql`e.id::text as id, e.number, e.name, e.state, e.tags, e.created_at as "createdAt", e.updated_at as "updatedAt"`;

/** Whose, and which by its number in the project. */
export type ExperimentKey = { projectId: ProjectId; number: number };

/** The experiment "Default", number 0: it is there from the first look on, since clients log into it without asking. */
export async function ensureDefaultExperiment(db: Db, projectId: ProjectId): Promise<void> {
  await db.prisma.$executeRaw(
    sql`insert into experiment (project_id, number, name, created_by) values (${projectId}::uuid, 0, 'Default', 'system')
        on conflict do nothing`,
  );
}

/** A new experiment with the next number; null where the project has one of this name, a deleted one counts. */
export async function createExperiment(
  db: Db,
  input: { projectId: ProjectId; name: string; tags: Record<string, string>; createdBy: string },
): Promise<Experiment | null> {
  const { projectId, name, tags, createdBy } = input;
  return db.transaction(async (tx) => {
    await ensureDefaultExperiment(tx, projectId);
    // Its row is the lock under which numbers are given.
    await tx.prisma.$queryRaw(
      sql`select id from experiment where project_id = ${projectId}::uuid and number = 0 for update`,
    );
    return queryRow(
      tx,
      experimentSchema,
      sql`insert into experiment as e (project_id, number, name, tags, created_by)
          select ${projectId}::uuid, 1 + max(o.number), ${name}, ${toJsonText(tags)}::jsonb, ${createdBy}
            from experiment o where o.project_id = ${projectId}::uuid
          on conflict (project_id, name) do nothing returning ${columns}`,
    );
  });
}

export async function getExperiment(db: Db, key: ExperimentKey): Promise<Experiment | null> {
  if (key.number === 0) await ensureDefaultExperiment(db, key.projectId);
  return queryRow(
    db,
    experimentSchema,
    sql`select ${columns} from experiment e where e.project_id = ${key.projectId}::uuid and e.number = ${key.number}`,
  );
}

export async function findExperimentByName(
  db: Db,
  key: { projectId: ProjectId; name: string },
): Promise<Experiment | null> {
  if (key.name === 'Default') await ensureDefaultExperiment(db, key.projectId);
  return queryRow(
    db,
    experimentSchema,
    sql`select ${columns} from experiment e where e.project_id = ${key.projectId}::uuid and e.name = ${key.name}`,
  );
}

/** Gives an experiment another name; false where the name is taken. */
export async function renameExperiment(db: Db, key: ExperimentKey & { name: string }): Promise<boolean> {
  try {
    await db.prisma.$executeRaw(
      sql`update experiment set name = ${key.name}, updated_at = now()
          where project_id = ${key.projectId}::uuid and number = ${key.number}`,
    );
    return true;
  } catch (error) {
    if (sqlStatesOf(error).includes('23505')) return false;
    throw error;
  }
}

/** Deletes or restores an experiment, and its runs with it: nothing is gone for good. */
export async function setExperimentState(db: Db, key: ExperimentKey & { state: 'active' | 'deleted' }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`with changed as (
          update experiment set state = ${key.state}, updated_at = now()
          where project_id = ${key.projectId}::uuid and number = ${key.number} returning id)
        update track_run t set state = ${key.state} from changed where t.experiment_id = changed.id`,
  );
}

/** Sets tags of an experiment; those given stay beside those there are. */
export async function tagExperiment(db: Db, key: ExperimentKey & { tags: Record<string, string> }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update experiment set tags = tags || ${toJsonText(key.tags)}::jsonb
        where project_id = ${key.projectId}::uuid and number = ${key.number}`,
  );
}

export async function untagExperiment(db: Db, key: ExperimentKey & { tag: string }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update experiment set tags = tags - ${key.tag}::text
        where project_id = ${key.projectId}::uuid and number = ${key.number}`,
  );
}

/** Experiments of a project that a filter lets through; newest first unless ordered otherwise. */
export async function searchExperiments(
  db: Db,
  o: {
    projectId: ProjectId;
    lifecycle: Lifecycle;
    filter: readonly FilterClause[];
    order: readonly OrderClause[];
    limit: number;
    offset: number;
  },
): Promise<Experiment[]> {
  await ensureDefaultExperiment(db, o.projectId);
  const conditions = [
    sql`e.project_id = ${o.projectId}::uuid`,
    sql`e.state = any(${lifecycles[o.lifecycle]}::text[])`,
    ...o.filter.map(condition),
  ];
  const order = orderByColumns(o.order, orderColumns, sql`e.created_at desc, e.number desc`);
  return queryRows(
    db,
    experimentSchema,
    sql`select ${columns} from experiment e where ${Prisma.join(conditions, ' and ')}
        order by ${order} limit ${o.limit} offset ${o.offset}`,
  );
}

const orderColumns: Record<string, Prisma.Sql> = {
  name: sql`e.name`,
  experiment_id: sql`e.number`,
  creation_time: sql`e.created_at`,
  last_update_time: sql`e.updated_at`,
};

const numberColumns: Record<string, Prisma.Sql> = {
  creation_time: sql`extract(epoch from e.created_at) * 1000`,
  last_update_time: sql`extract(epoch from e.updated_at) * 1000`,
};

function condition(clause: FilterClause): Prisma.Sql {
  if (clause.side === 'tag') return compareTag(sql`e.tags`, clause);
  const numeric = numberColumns[clause.key];
  if (numeric !== undefined) return compareNumber(numeric, clause);
  return compareText(clause.key === 'experiment_id' ? sql`e.number::text` : sql`e.name`, clause);
}
