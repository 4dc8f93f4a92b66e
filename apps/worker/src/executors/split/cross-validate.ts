import { PipelineError } from '@millrace/pipeline-core/errors';
import type { TableMeta } from '@millrace/pipeline-core/features';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { foldMarks, foldProblem, makeFolds } from '@millrace/pipeline-core/split';
import { type Catalog, markedBy, markTarget, targetColumn } from '@millrace/pipeline-core/steps';
import { loadComputed } from '../../data/join-columns';
import { readNumbers } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, TableView } from '../executor';
import { fileOrder, numbered } from '../prepare/sort-sql';
import { requireFit } from '../require-fit';
import { requireTable } from '../require-table';
import { readFoldKeys } from './read-fold-keys';

/** Marks every train row with its fold. Rows, their order and their parts stay; a plain table is train rows only. */
export const crossValidateExecutor: ExecutorFor<Catalog['cross-validate']> = {
  kind: 'run',
  async run(job) {
    const { params, session } = job;
    const table = requireTable(job, 'table');
    const fit = requireFit(job);
    const keys = await readFoldKeys(job, fit);
    const options = {
      rows: fit.rows,
      k: params.folds,
      seed: params.seed ?? job.seed,
      strategy: params.strategy,
      ...keys,
    };
    const problem = foldProblem(options);
    if (problem !== null) throw new PipelineError({ ...problem, family: 'pipeline', place: `${job.title} › folds` });
    const { assigned, receipt } = makeFolds(options);
    for (const warning of receipt.warnings) job.log('warning', warning.message);
    const rowNumbers = await readNumbers(session, fit.relation, reservedColumns.row, 'BIGINT');
    const values = Float64Array.from(assigned, (fold) => (fold === foldMarks.none ? Number.NaN : fold));
    await loadComputed(session, { table: 'folds', rowNumbers, columns: [{ name: 'fold', type: 'INTEGER', values }] });
    const written = await writeTable(session, {
      query: markedSql(table),
      path: outputPath(job.folder, 'split'),
      columns: table.meta.columns,
    });
    const sizes = receipt.counts.map(({ validation }) => validation);
    job.log(
      'info',
      `${params.folds} folds of ${Math.min(...sizes)} to ${Math.max(...sizes)} of ${fit.rows} train rows.`,
    );
    const target = targetColumn(schemaOf(table.meta), params.target)?.name;
    const folds = { ...receipt, ...(target === undefined ? {} : { target }) };
    const split = { receipt: table.meta.split?.receipt ?? allTrain(table.rows, receipt.seed), folds };
    const columns = markTarget(table.meta.columns, markedBy(params));
    return { outputs: tableOutputs('split', written.path, { ...table.meta, columns, rows: written.rows, split }) };
  },
};

function markedSql(table: TableView): string {
  const columns = table.meta.columns.map(({ name }) => `, t.${quoteName(name)}`).join('');
  const part = table.meta.split === undefined ? `'train'` : 't.__part';
  return `SELECT t.__row, ${part} AS __part, f.fold AS __fold${columns} FROM ${numbered(table)} t LEFT JOIN folds f ON f.__row = t.__row ORDER BY t.${fileOrder(table)}`;
}

/** The receipt of a table that nobody has split: every row is there to learn from. */
function allTrain(rows: number, seed: number): NonNullable<TableMeta['split']>['receipt'] {
  const none = { validation: 0, test: 0 };
  const counts = { train: rows, ...none };
  return { v: 1, strategy: 'sequential', seed, ratios: { train: 1, ...none }, counts, warnings: [] };
}
