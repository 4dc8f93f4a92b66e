import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  type Catalog,
  conflictText,
  type TypeConflict,
  type UnionColumn,
  unionColumns,
  unionOutput,
} from '@millrace/pipeline-core/steps';
import { quoteName, sqlTypeOf } from '../../data/sql-text';
import { findColumn, schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { requireSettings } from '../require-settings';
import { fileOrder, numbered } from './sort-sql';
import { writeOrigin } from './write-origin';
import { writeCutTable } from './write-result';

/** `before`: rows of the tables above, so that the new number of a row follows from its place in its own table. */
type Source = { title: string; table: TableView; before: number };

/** Rows of all tables one below the other; where a table lacks a column its cells are missing. */
export const unionTablesExecutor: ExecutorFor<Catalog['union-tables']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const sources = sourcesOf(job);
    const tables = sources.map(({ table }) => schemaOf(table.meta));
    const { columns, conflicts } = unionColumns(tables, params.columns);
    requireUnion(job, { sources, columns, conflicts });
    requireSettings(job);
    const out = unionOutput(
      columns.map(({ column }) => column),
      params.source,
    );
    const stored = out.map((column): StoredColumn => ({ ...column, sqlType: sqlTypeOf(column) }));
    const parts = sources.map((source, at) => partSql(source, { columns, at, withPlace: params.source.trim() !== '' }));
    const names = stored.map(({ name }, at) => `c${at} AS ${quoteName(name)}`);
    const result = await writeCutTable(job, {
      query: `SELECT __row, ${names.join(', ')} FROM (${parts.join(' UNION ALL ')}) ORDER BY __row`,
      columns: stored,
      from: sources.map(({ table }) => table),
    });
    const origin = await writeOrigin(job, originSql(sources));
    job.log('info', `${sources.map(({ title, table }) => `${table.rows} rows of ${title}`).join(', ')}.`);
    return { outputs: [...result.outputs, origin] };
  },
};

/** Rows of one table in the shape of the union: cells in the order of its columns, then the new number. */
function partSql(
  { table, before }: Source,
  options: { columns: readonly UnionColumn[]; at: number; withPlace: boolean },
): string {
  const { columns, at, withPlace } = options;
  const cells = columns.map(({ column, names }, index) => {
    const name = names[at] ?? null;
    const type = sqlTypeOf(column);
    const stored = name === null ? undefined : findColumn(table.meta, name);
    if (stored === undefined) return `CAST(NULL AS ${type}) AS c${index}`;
    const cell = stored.sqlType === type ? quoteName(stored.name) : entrySql(stored.name, stored.sqlType);
    return `CAST(${cell} AS ${type}) AS c${index}`;
  });
  const place = withPlace ? [`CAST(${at + 1} AS BIGINT) AS c${columns.length}`] : [];
  return `SELECT ${[...cells, ...place, `${newNumber({ table, before })} AS __row`].join(', ')} FROM ${numbered(table)}`;
}

function newNumber({ table, before }: Pick<Source, 'table' | 'before'>): string {
  return `${before} + ${fileOrder(table)} - 1`;
}

function originSql(sources: readonly Source[]): string {
  const parts = sources.map(
    ({ table, before }, at) =>
      `SELECT ${newNumber({ table, before })} AS row, 'tables.${at}' AS port, __row AS source FROM ${numbered(table)}`,
  );
  return parts.join(' UNION ALL ');
}

function sourcesOf(job: Pick<ExecutorJob<unknown>, 'inputs'>): Source[] {
  let before = 0;
  return (job.inputs.tables ?? []).flatMap(({ title, table }): Source[] => {
    if (table === undefined) return [];
    const source = { title, table, before };
    before += table.rows;
    return [source];
  });
}

function requireUnion(
  job: Pick<ExecutorJob<unknown>, 'title'>,
  found: { sources: readonly Source[]; columns: readonly UnionColumn[]; conflicts: readonly TypeConflict[] },
): void {
  const fail = (facts: { code: string; seen: string; expected: string; next: string }) =>
    new PipelineError({ family: 'pipeline', place: `${job.title} › tables`, ...facts });
  if (found.sources.length === 0)
    throw fail({
      code: 'no-input',
      seen: 'no table',
      expected: 'at least one table',
      next: 'Connect the tables on the canvas.',
    });
  const titles = found.sources.map(({ title }) => title);
  const [conflict] = found.conflicts;
  if (conflict !== undefined)
    throw fail({
      code: 'type-conflict',
      seen: `\`${conflict.name}\` as ${conflictText(conflict, titles)}`,
      expected: 'one type in all tables',
      next: 'Cast it with Cast types before, or rename it in one of them.',
    });
  if (found.columns.length === 0)
    throw fail({
      code: 'no-columns',
      seen: 'no column that all tables have',
      expected: 'at least one',
      next: 'Keep all columns, or rename them before.',
    });
}
