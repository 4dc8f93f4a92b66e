import { PipelineError } from '@millrace/pipeline-core/errors';
import { compileToSql, entrySql, expressionTypeOfSqlType } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import {
  type BatchGroup,
  type Catalog,
  expressionToText,
  gapTexts,
  groupBatches,
  type StackedBatches,
  stackBatches,
  stackedTable,
  typesByBatch,
} from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { quoteName, sqlTypeOf } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import { findColumn, schemaOf } from '../../data/table-view';
import type { ExecutorJob, ExecutorResult, TableView } from '../executor';

export type LandedBatch = { id: string; number: number; table: TableView };

type Job = ExecutorJob<z.output<Catalog['dataset']['params']>>;

/**
 * Batches as one table, rows in the order of the batches and numbered on through them:
 * 1. Group the batches by their columns and match these by name (pipeline-core, stackBatches).
 * 2. Refuse types that do not go together, name the batches that lack columns.
 * 3. Put the rows of each batch, in the shape of the one table, below those before.
 */
export async function stackedBatches(job: Job, batches: readonly LandedBatch[]): Promise<ExecutorResult> {
  const groups = groupBatches(batches.map(({ number, table }) => ({ number, table: schemaOf(table.meta) })));
  const stacked = stackBatches(groups, job.params.differing);
  requireOneType(job, stacked, groups);
  for (const text of gapTexts(stacked, groups)) job.log('info', text); // the drawing warns of it
  for (const name of stacked.texts) job.log('warning', `\`${name}\` is read as text, since its type differs by batch.`);
  const { columns } = stackedTable(stacked, { groups, batchColumn: job.params.batchColumn });
  const stored = columns.map(
    ({ missing: _missing, ...column }): StoredColumn => ({ ...column, sqlType: sqlTypeOf(column) }),
  );
  let before = 0;
  const parts = batches.map((batch) => {
    const group = groups.findIndex(({ batches: numbers }) => numbers.includes(batch.number));
    const part = partSql(batch, { stacked, group, before, stored });
    before += batch.table.rows;
    return part;
  });
  const path = outputPath(job.folder, 'table');
  const written = await writeTable(job.session, { query: parts.join(' UNION ALL '), path, columns: stored });
  const ids = batches.map(({ id }) => id);
  const meta = datasetMeta({ rows: written.rows, columns: written.columns, batches: ids });
  job.log('info', `${written.rows} rows of ${batches.length} batches, ${columns.length} columns.`);
  return { outputs: tableOutputs('table', written.path, meta) };
}

/** Rows of one batch with the columns of all of them. Those of a landing are numbered from 0, without gaps. */
function partSql(
  { number, table }: LandedBatch,
  o: { stacked: StackedBatches; group: number; before: number; stored: readonly StoredColumn[] },
): string {
  const { stacked, group, before, stored } = o;
  const texts = new Set(stacked.texts);
  const asText: string[] = [];
  const cells = stored.map(({ name, sqlType }, at) => {
    const column = stacked.columns[at];
    if (column === undefined) return `CAST(${number} AS BIGINT) AS ${quoteName(name)}`;
    const own = column.names[group] ?? null;
    const from = own === null ? undefined : findColumn(table.meta, own);
    if (from === undefined) return `CAST(NULL AS ${sqlType}) AS ${quoteName(name)}`;
    if (texts.has(name) && from.type !== 'text') asText.push(from.name);
    const cell =
      from.sqlType === sqlType || asText.includes(from.name) ? quoteName(from.name) : entrySql(from.name, from.sqlType);
    return `CAST(${cell} AS ${sqlType}) AS ${quoteName(name)}`;
  });
  const rows = asText.length === 0 ? table.relation : withTexts(table, asText);
  return `SELECT ${before} + __row AS __row, ${cells.join(', ')} FROM ${rows}`;
}

/** The rows of a table with some of its columns as text, written as Cast types writes them. */
function withTexts({ relation, meta }: TableView, names: readonly string[]): string {
  const columns = meta.columns.flatMap(({ name, sqlType }) => {
    const type = names.includes(name) ? expressionTypeOfSqlType(sqlType) : undefined;
    return type === undefined ? [] : [{ name, type, sqlType }];
  });
  const outputs = columns.map(({ name, type }) => ({ name, expression: expressionToText(name, type) }));
  const keep = ['__row', ...meta.columns.flatMap(({ name }) => (names.includes(name) ? [] : [name]))];
  return `(${compileToSql({ from: relation, columns, outputs, keep }).sql})`;
}

function requireOneType(job: Job, { conflicts }: StackedBatches, groups: readonly BatchGroup[]): void {
  const [conflict] = conflicts;
  if (conflict === undefined) return;
  throw new PipelineError({
    code: 'type-conflict',
    family: 'pipeline',
    place: `${job.title} › batch`,
    seen: typesByBatch(conflict, groups),
    expected: 'one type in all batches that are read together',
    next:
      job.params.differing === 'text'
        ? 'Read fewer batches: one of these types has no form as text.'
        : 'Choose to read it as text under “Where types differ”, or read fewer batches.',
  });
}
