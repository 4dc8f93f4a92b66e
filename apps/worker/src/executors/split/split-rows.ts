import { PipelineError } from '@millrace/pipeline-core/errors';
import type { SplitMade } from '@millrace/pipeline-core/events';
import type { TableMeta } from '@millrace/pipeline-core/features';
import { parts } from '@millrace/pipeline-core/schema';
import { driftWarnings, overlapWarnings, type SplitReceipt, splitRows } from '@millrace/pipeline-core/split';
import { type Catalog, markedBy, markTarget, targetColumn } from '@millrace/pipeline-core/steps';
import { loadComputed } from '../../data/join-columns';
import { readNumbers } from '../../data/read-columns';
import { splitDigests, testSetDigest } from '../../data/split-digests';
import { parquetRelation, quoteName } from '../../data/sql-text';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { toPlainJson } from '../plain-json';
import { fileOrder, numbered } from '../prepare/sort-sql';
import { requireSettings } from '../require-settings';
import { requireInput, requireTable } from '../require-table';
import { measureDrift } from './measure-drift';
import { measureOverlap } from './measure-overlap';
import { readClasses } from './read-classes';
import { readWay, type SplitParams } from './split-way';

/** Marks every row with its part. The order of the rows stays unless they are shuffled; an earlier split is replaced. */
export const splitRowsExecutor: ExecutorFor<Catalog['split-rows']> = {
  kind: 'run',
  async run(job) {
    const { params, session } = job;
    const table = requireTable(job, 'table');
    if (table.rows === 0) throw noRows(job.title);
    requireSettings(job);
    const { strategy, evenClasses } = params;
    const needed = strategy === 'stratified' || (strategy === 'grouped' && evenClasses);
    const target = await readClasses(job, table, { needed });
    const seed = params.seed ?? job.seed;
    const { assigned, receipt } = splitRows({
      way: await readWay(job, table),
      rows: table.rows,
      ratios: { train: params.train, validation: params.validation, test: params.test },
      seed,
      ...(target === null ? {} : { target }),
    });
    const rowNumbers = await readNumbers(session, table.relation, '__row', 'BIGINT');
    await loadComputed(session, {
      table: 'assigned',
      rowNumbers,
      columns: [{ name: 'part', type: 'INTEGER', values: assigned }],
    });
    const written = await writeTable(session, {
      query: markedRows(table, params.shuffle ? seed : null),
      path: outputPath(job.folder, 'split'),
      columns: table.meta.columns,
    });
    const relation = parquetRelation(written.path);
    const whole = await describeSplit(job, { table, relation, receipt: { ...receipt, shuffled: params.shuffle } });
    for (const warning of whole.warnings) job.log('warning', warning.message);
    const columns = markTarget(table.meta.columns, markedBy(params));
    const meta: TableMeta = { ...table.meta, columns, rows: written.rows, split: { receipt: whole } };
    const { train, validation, test } = whole.counts;
    job.log('info', `${train} train, ${validation} validation, ${test} test rows.`);
    const event: SplitMade = { receipt: whole };
    return {
      outputs: tableOutputs('split', written.path, meta),
      events: [{ topic: 'split-made', payload: toPlainJson(event) }],
    };
  },
};

/** The rows of the table with their part, without those that are in none. */
function markedRows(table: TableView, shuffleSeed: number | null): string {
  const labels = `CASE a.part ${parts.map((part, code) => `WHEN ${code} THEN '${part}'`).join(' ')} END`;
  const columns = table.meta.columns.map(({ name }) => `, t.${quoteName(name)}`).join('');
  const order = shuffleSeed === null ? `t.${fileOrder(table)}` : `md5('${shuffleSeed}:' || t.__row), t.__row`;
  return `SELECT t.__row, ${labels} AS __part${columns} FROM ${numbered(table)} t JOIN assigned a ON a.__row = t.__row
    WHERE a.part < ${parts.length} ORDER BY ${order}`;
}

/** The receipt with what only the marked rows tell: overlaps, drift, and the digests they are recognised by. */
async function describeSplit(
  job: ExecutorJob<SplitParams>,
  { table, relation, receipt }: { table: TableView; relation: string; receipt: SplitReceipt },
): Promise<SplitReceipt> {
  const columns = table.meta.columns;
  const view = { relation, columns, schema: schemaOf(table.meta) };
  const overlap = await measureOverlap(job, view, receipt);
  const drift = await measureDrift(job.session, { ...view, rows: table.rows });
  const { assignment } = await splitDigests(job.session, relation);
  const source = requireInput(job, 'table').artifact.hash;
  const testSet = await testSetDigest(job.session, { relation, batches: table.meta.batches, table: source });
  const target = targetColumn(view.schema, job.params.target)?.name;
  return {
    ...receipt,
    ...(target === undefined ? {} : { target }),
    warnings: [...receipt.warnings, ...overlapWarnings(overlap), ...driftWarnings(drift)],
    ...(drift.length === 0 ? {} : { drift }),
    proof: { table: source, assignment, testSet },
  };
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
