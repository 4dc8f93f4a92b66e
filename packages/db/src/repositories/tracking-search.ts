import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { FilterClause, OrderClause } from '@millrace/pipeline-core/tracking';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRows, sql } from '../raw-query';
import { compareNumber, compareText, type Lifecycle, lifecycles } from './tracking-filters';
import { type TrackRun, trackRunColumns, trackRunSchema } from './tracking-runs';

export type TrackRunSearch = {
  projectId: ProjectId;
  /** Numbers of experiments; none finds nothing. */
  experiments: readonly number[];
  lifecycle: Lifecycle;
  filter: readonly FilterClause[];
  order: readonly OrderClause[];
  limit: number;
  offset: number;
};

/** Runs that a filter lets through. Missing values come last, then NaN; equal ones by start, newest first, then id. */
export async function searchTrackRuns(db: Db, o: TrackRunSearch): Promise<TrackRun[]> {
  const conditions = [
    sql`t.project_id = ${o.projectId}::uuid`,
    sql`e.number = any(${[...o.experiments]}::int[])`,
    sql`t.state = any(${lifecycles[o.lifecycle]}::text[])`,
    ...o.filter.map(condition),
  ];
  const orders = o.order.flatMap(orderOf);
  return queryRows(
    db,
    trackRunSchema,
    sql`select ${trackRunColumns} from track_run t join experiment e on e.id = t.experiment_id
        where ${Prisma.join(conditions, ' and ')}
        order by ${Prisma.join([...orders, sql`t.start_ms desc`, sql`t.id`], ', ')}
        limit ${o.limit} offset ${o.offset}`,
  );
}

const shownId = sql`replace(t.id::text, '-', '')`;

const textColumns: Record<string, Prisma.Sql> = {
  run_id: shownId,
  run_name: sql`t.name`,
  status: sql`t.status`,
  user_id: sql`t.user_name`,
  experiment_id: sql`e.number::text`,
  artifact_uri: sql`('mlflow-artifacts:/' || e.number || '/' || ${shownId} || '/artifacts')`,
};
const numberColumns: Record<string, Prisma.Sql> = { start_time: sql`t.start_ms`, end_time: sql`t.end_ms` };

function condition(clause: FilterClause): Prisma.Sql {
  const { side, key, operator } = clause;
  switch (side) {
    case 'metric':
      return sql`exists (select 1 from track_latest l where l.run_id = t.id and l.key = ${key}
        and ${compareNumber(sql`l.value`, clause)})`;
    case 'param':
    case 'tag': {
      const table = side === 'param' ? sql`track_param` : sql`track_tag`;
      const present = sql`select 1 from ${table} k where k.run_id = t.id and k.key = ${key}`;
      if (operator === 'IS NULL') return sql`not exists (${present})`;
      if (operator === 'IS NOT NULL') return sql`exists (${present})`;
      return sql`exists (${present} and ${compareText(sql`k.value`, clause)})`;
    }
    case 'dataset':
      return sql`exists (select 1 from track_input d where d.run_id = t.id and ${compareText(datasetColumn(key), clause)})`;
    case 'attribute': {
      const numeric = numberColumns[key];
      return numeric === undefined ? compareText(textColumns[key] ?? shownId, clause) : compareNumber(numeric, clause);
    }
  }
}

function datasetColumn(key: string): Prisma.Sql {
  if (key === 'context') return sql`(d.tags ->> 'mlflow.data.context')`;
  return key === 'digest' ? sql`d.digest` : sql`d.name`;
}

function orderOf({ side, key, descending }: OrderClause): Prisma.Sql[] {
  const way = descending ? sql`desc nulls last` : sql`asc nulls last`;
  switch (side) {
    case 'metric': {
      const value = sql`(select l.value from track_latest l where l.run_id = t.id and l.key = ${key})`;
      // NaN is the largest number for Postgres: behind all numbers either way, before what is missing.
      return [sql`(${value} = 'NaN'::float8) asc nulls last`, sql`${value} ${way}`];
    }
    case 'param':
      return [sql`(select k.value from track_param k where k.run_id = t.id and k.key = ${key}) ${way}`];
    case 'tag':
      return [sql`(select k.value from track_tag k where k.run_id = t.id and k.key = ${key}) ${way}`];
    case 'dataset':
      return [sql`(select min(${datasetColumn(key)}) from track_input d where d.run_id = t.id) ${way}`];
    case 'attribute':
      return [sql`${numberColumns[key] ?? textColumns[key] ?? shownId} ${way}`];
  }
}
