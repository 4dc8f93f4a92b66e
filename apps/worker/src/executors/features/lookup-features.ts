import { PipelineError } from '@millrace/pipeline-core/errors';
import { keptLookups, type StoredColumn, viewShapeSchema, viewTimes } from '@millrace/pipeline-core/features';
import type { Column, TableSchema } from '@millrace/pipeline-core/schema';
import {
  type Catalog,
  getContract,
  type LookupColumns,
  lookupColumns,
  refuseErrors,
} from '@millrace/pipeline-core/steps';
import { asOfJoinSql } from '../../data/as-of-join';
import { parquetRelation, quoteName, quoteNames, sqlTypeOf } from '../../data/sql-text';
import { findColumn, reservedIn, schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { fileOrder, numbered } from '../prepare/sort-sql';
import { writeCutTable } from '../prepare/write-result';
import { requireTable } from '../require-table';

/** Adds features of a view as they were at the time of each row; rows keep their numbers, marks and order. */
export const lookupFeaturesExecutor: ExecutorFor<Catalog['lookup-features']> = {
  kind: 'run',
  async run(job) {
    const table = requireTable(job, 'table');
    const versions = requireVersions(job);
    const shape = viewShapeSchema.parse(job.facts.view);
    const view = viewSchema(shape);
    const schema = schemaOf(table.meta);
    const { issues } = getContract(job.type).inferSchema(
      job.params,
      { table: [{ kind: 'known', table: schema }] },
      { references: { view } },
    );
    refuseErrors(issues, job.title);
    const columns = lookupColumns(job.params, schema, view);
    const added = columns.features.map(({ column }): StoredColumn => ({ ...column, sqlType: sqlTypeOf(column) }));
    const stored = [...table.meta.columns, ...added];
    const joined = asOfJoinSql({
      left: numbered(table),
      right: historySql(versions, { keys: shape.keys, features: columns.features }),
      keys: columns.keys.map(({ column, key }) => ({ left: column, right: key })),
      leftTime: columns.time,
      eventTime: viewTimes.event,
      knownSince: viewTimes.known,
      order: ['__version', '__row'],
      ttlSeconds: shape.ttlSeconds,
      mode: job.params.mode,
      features: columns.features.map(({ feature, name }) => ({ feature, as: name })),
    });
    const names = [...reservedIn(table.meta), ...stored.map(({ name }) => name)];
    const result = await writeCutTable(job, {
      query: `SELECT ${quoteNames(names)} FROM (${joined}) ORDER BY ${fileOrder(table)}`,
      columns: stored,
      from: [table],
      split: table.meta.split,
      lookups: [...keptLookups(table.meta.plan), lookupOf(job.params.view, columns)],
    });
    await reportFound(job, {
      path: result.path,
      rows: result.rows,
      features: columns.features,
      versions: versions.length,
    });
    return { outputs: result.outputs };
  },
};

function lookupOf(lookup: string, { keys, features }: LookupColumns) {
  return {
    lookup,
    key: keys.map(({ column }) => column),
    features: features.map(({ feature, name }) => ({ feature, column: name })),
  };
}

/** A view as its contract sees it: keys have the role id, features the role feature. */
function viewSchema({
  keys,
  features,
}: {
  keys: readonly Omit<Column, 'role'>[];
  features: readonly Omit<Column, 'role'>[];
}): TableSchema {
  const columns = [
    ...keys.map((column): Column => ({ ...column, role: 'id' })),
    ...features.map((column): Column => ({ ...column, role: 'feature' })),
  ];
  return { columns, split: false };
}

function requireVersions({ references, title, params }: ExecutorJob<{ view: string }>): TableView[] {
  const versions = (references.view ?? []).flatMap(({ table }) => (table === undefined ? [] : [table]));
  if (versions.length > 0) return versions;
  throw new PipelineError({
    code: 'no-view',
    family: 'pipeline',
    place: `${title} › view`,
    seen: `no published rows of a feature view "${params.view}"`,
    expected: 'a feature view with at least one publication',
    next: 'Choose a view, or publish one with a step Publish features.',
  });
}

/** The rows of all versions. A feature that an older version did not have yet is missing there. */
function historySql(
  versions: readonly TableView[],
  { keys, features }: { keys: readonly { name: string }[]; features: LookupColumns['features'] },
): string {
  const parts = versions.map(({ relation, meta }, version) => {
    const cells = features.map(({ feature, column }) => {
      const there = findColumn(meta, feature) !== undefined;
      return `CAST(${there ? quoteName(feature) : 'NULL'} AS ${sqlTypeOf(column)}) AS ${quoteName(feature)}`;
    });
    const names = quoteNames(keys.map(({ name }) => name));
    return `SELECT ${version} AS __version, __row, ${names}, ${viewTimes.event}, ${viewTimes.known}, ${cells.join(', ')} FROM ${relation}`;
  });
  return `(${parts.join(' UNION ALL ')})`;
}

async function reportFound(
  job: ExecutorJob<{ view: string }>,
  o: { path: string; rows: number; features: LookupColumns['features']; versions: number },
): Promise<void> {
  const cells = o.features.map(({ name }) => `${quoteName(name)} IS NOT NULL`);
  const { found } = await job.session.numbers(
    `SELECT count(*) FILTER (${cells.join(' OR ')}) AS found FROM ${parquetRelation(o.path)}`,
  );
  const level = found === 0 && o.rows > 0 ? 'warning' : 'info';
  job.log(
    level,
    `${found} of ${o.rows} rows found features in ${job.params.view} (${o.versions} ${o.versions === 1 ? 'table' : 'tables'}).`,
  );
}
