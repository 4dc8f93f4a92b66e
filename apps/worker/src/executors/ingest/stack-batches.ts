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
import type { RowRun } from '../../data/preview/choose-places';
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
 * 3. Put the rows of each batch, in the shape of the one table, below those before; for a look some of them.
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
  const groupOf = new Map(groups.flatMap(({ batches: numbers }, at) => numbers.map((number) => [number, at] as const)));
  const parts = windowsOf(job, batches).map(({ batch, ...window }) =>
    partSql(batch, { stacked, group: groupOf.get(batch.number) ?? 0, stored, ...window }),
  );
  const path = outputPath(job.folder, 'table');
  const written = await writeTable(job.session, { query: parts.join(' UNION ALL '), path, columns: stored });
  const ids = batches.map(({ id }) => id);
  const meta = datasetMeta({ rows: written.rows, columns: written.columns, batches: ids });
  job.log('info', `${written.rows} rows of ${batches.length} batches, ${columns.length} columns.`);
  return { outputs: tableOutputs('table', written.path, meta) };
}

/** Which rows of a batch are written: `run`, in its own numbers; null for all. `before`: how many rows come before it. */
type Window = { before: number; run: RowRun | null };

/** All rows of all batches, or those of each that somebody looks at; a batch of which none are is not opened. */
function windowsOf(job: Job, batches: readonly LandedBatch[]): (Window & { batch: LandedBatch })[] {
  const sizes = batches.map(({ table }) => table.rows);
  const runs = job.chooseRows?.(sizes);
  let next = 0;
  const placed = batches.map((batch) => {
    const before = next;
    next += batch.table.rows;
    return { batch, before };
  });
  if (runs === undefined) return placed.map((one) => ({ ...one, run: null }));
  return runs.flatMap(({ from, to }) =>
    placed.flatMap((one) => {
      const run = { from: Math.max(0, from - one.before), to: Math.min(one.batch.table.rows, to - one.before) };
      return run.from < run.to ? [{ ...one, run }] : [];
    }),
  );
}

/** Rows of one batch with the columns of all of them. Those of a landing are numbered from 0, without gaps. */
function partSql(
  { number, table }: LandedBatch,
  o: Window & { stacked: StackedBatches; group: number; stored: readonly StoredColumn[] },
): string {
  const { stacked, group, before, run, stored } = o;
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
  const part = `SELECT ${before} + __row AS __row, ${cells.join(', ')} FROM ${rows}`;
  // The name alone would mean the number in the stack.
  return run === null ? part : `(${part} r WHERE r.__row >= ${run.from} AND r.__row < ${run.to})`;
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
