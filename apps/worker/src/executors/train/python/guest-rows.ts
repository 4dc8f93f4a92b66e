import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { FeatureSpec } from '@millrace/pipeline-core/release';
import { nameList, requireTarget } from '@millrace/pipeline-core/steps';
import { cellSql, requireColumn, textSql, wantedColumn } from '../../../data/read-columns';
import { quoteName, quoteTexts } from '../../../data/sql-text';
import { schemaOf } from '../../../data/table-view';
import type { TargetTask } from '../../../runtimes/model-runtime';
import type { GuestInput } from '../../code/guest-folder';
import type { ExecutorJob, TableView } from '../../executor';
import { requireFit } from '../../require-fit';
import { chooseFeatures, readTask, type TaskChoice } from '../training-rows';

/** What code that trains a model gets, and what is learned from it. */
export type GuestRows = {
  task: TargetTask;
  target: StoredColumn;
  classes: string[] | null;
  features: FeatureSpec[];
  /** `train`, and `validation` where there are such rows. */
  inputs: GuestInput[];
  rows: { train: number; validation: number | null };
};

/**
 * The rows as a model will be asked with them later: numbers as doubles, all else as texts, without the rows whose target is
 * missing. The target is text for classes, as its classes are called, else a double.
 */
export async function guestRows(job: ExecutorJob<{ target: string; task: TaskChoice }>): Promise<GuestRows> {
  const fit = requireFit(job);
  const schema = schemaOf(fit.meta);
  const target = requireColumn(fit.meta.columns, requireTarget(schema, job.params.target, job.title).name, job.title);
  const chosen = chooseFeatures(schema, { target: target.name, categories: true });
  for (const { column, reason } of chosen.leftOut) job.log('warning', `"${column.name}" is left out: ${reason}.`);
  const names = new Set(chosen.columns.map(({ name }) => name));
  const wanted = fit.meta.columns.filter(({ name }) => names.has(name)).map(wantedColumn);
  const { task, classes } = await readTask(job, { fit, target, choice: job.params.task });
  const answer = classes === null ? cellSql({ ...wantedColumn(target), kind: 'number' }) : textSql(target);
  const cells = [
    ...wanted.map((column) => `${cellSql(column)} AS ${quoteName(column.name)}`),
    `${answer} AS ${quoteName(target.name)}`,
  ].join(', ');
  // No IN: with many classes the engine joins, and rows come out in no order.
  const known = classes === null ? '' : ` AND list_contains(${quoteTexts(classes)}, ${textSql(target)})`;
  const input = (name: string, view: TableView, where: string): GuestInput => ({
    name,
    query: `SELECT ${cells} FROM ${view.relation} WHERE ${answer} IS NOT NULL${where}`,
    columns: wanted.length + 1,
  });
  const train = input('train', fit, '');
  const found = job.validation === null || job.validation === undefined ? [] : [job.validation];
  const inputs = [train, ...found.map((view) => input('validation', view, known))];
  const [rows = 0, validation = 0] = await Promise.all(inputs.map((one) => countRows(job, one)));
  if (rows < fit.rows)
    job.log('warning', `${fit.rows - rows} of ${fit.rows} train rows have no ${nameList([target.name])}.`);
  return {
    ...{ task, target, classes },
    features: wanted.map(({ name, kind }): FeatureSpec => {
      return kind === 'number' ? { name, kind } : { name, kind, levels: [] };
    }),
    inputs: validation === 0 ? [train] : inputs,
    rows: { train: rows, validation: validation === 0 ? null : validation },
  };
}

async function countRows({ session }: Pick<ExecutorJob, 'session'>, { query }: GuestInput): Promise<number> {
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM (${query})`);
  return rows ?? 0;
}
