import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn, TableMeta } from '@millrace/pipeline-core/features';
import { parts } from '@millrace/pipeline-core/schema';
import { splitRows } from '@millrace/pipeline-core/split';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { requireTarget, targetColumn } from '@millrace/pipeline-core/steps';
import { loadComputed } from '../../data/join-columns';
import { readNumbers, readTexts, requireColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { fileOrder, numbered } from '../prepare/sort-sql';
import { requireTable } from '../require-table';

/** A target with more different values than this is not counted by class. */
const mostClasses = 100;

/** Marks every row with its part. The rows and their order stay; an earlier split is replaced. */
export const splitRowsExecutor: ExecutorFor<Catalog['split-rows']> = {
  kind: 'run',
  async run(job) {
    const { params, session } = job;
    const table = requireTable(job, 'table');
    if (table.rows === 0) throw noRows(job.title);
    const target = await readClasses(job, table);
    const { assigned, receipt } = splitRows({
      strategy: params.strategy,
      rows: table.rows,
      ratios: { train: params.train, validation: params.validation, test: params.test },
      seed: params.seed ?? job.seed,
      ...(target === null ? {} : { target }),
    });
    for (const warning of receipt.warnings) job.log('warning', warning.message);
    const rowNumbers = await readNumbers(session, table.relation, '__row', 'BIGINT');
    await loadComputed(session, {
      table: 'assigned',
      rowNumbers,
      columns: [{ name: 'part', type: 'INTEGER', values: assigned }],
    });
    const names = table.meta.columns.map(({ name }) => name);
    const labels = `CASE a.part ${parts.map((part, code) => `WHEN ${code} THEN '${part}'`).join(' ')} END`;
    const columns = names.map((name) => `, t.${quoteName(name)}`).join('');
    const written = await writeTable(session, {
      query: `SELECT t.__row, ${labels} AS __part${columns} FROM ${numbered(table)} t JOIN assigned a ON a.__row = t.__row ORDER BY t.${fileOrder(table)}`,
      path: outputPath(job.folder, 'split'),
      columns: table.meta.columns,
    });
    const meta: TableMeta = { ...table.meta, rows: written.rows, split: { receipt } };
    job.log(
      'info',
      `${receipt.counts.train} train, ${receipt.counts.validation} validation, ${receipt.counts.test} test rows.`,
    );
    return { outputs: tableOutputs('split', written.path, meta) };
  },
};

type Classes = { codes: Int32Array; classes: string[] };

/** Class of every row: needed to stratify, counted in the receipt otherwise where the target is a category. */
async function readClasses(
  job: ExecutorJob<{ strategy: string; target: string }>,
  table: TableView,
): Promise<Classes | null> {
  const stratified = job.params.strategy === 'stratified';
  const schema = schemaOf(table.meta);
  const target = stratified
    ? requireTarget(schema, job.params.target, job.title)
    : targetColumn(schema, job.params.target);
  if (target === null) return null;
  const column = requireColumn(table.meta.columns, target.name, job.title);
  if (!stratified && column.type === 'number') return null;
  const values = await readTexts(job.session, table.relation, column);
  const classes = [...new Set(values.filter((value) => value !== null))].sort();
  if (classes.length > mostClasses) {
    if (stratified) throw tooManyClasses(job.title, column, classes.length);
    return null;
  }
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  return { codes: Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1))), classes };
}

/** A split of nothing would be found out by the trainers, one after the other, and each would blame its target. */
function noRows(title: string): PipelineError {
  return new PipelineError({
    code: 'no-rows',
    family: 'pipeline',
    place: `${title} › table`,
    seen: 'a table without rows',
    expected: 'rows to divide',
    next: 'Load a file that has more than its header, or check the steps before.',
  });
}

function tooManyClasses(title: string, column: StoredColumn, count: number): PipelineError {
  return new PipelineError({
    code: 'too-many-classes',
    family: 'pipeline',
    place: `${title} › target`,
    seen: `${count} different values in "${column.name}"`,
    expected: `a target with at most ${mostClasses} classes to stratify by`,
    next:
      column.type === 'text'
        ? 'Choose another target; this one looks like an id or free text.'
        : 'Choose the random strategy for a numeric target.',
    column: column.name,
  });
}
