import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { keyTypes, nameList, numberTypes } from '@millrace/pipeline-core/steps';
import { readColumns, requireColumn, wantedColumn } from '../../data/read-columns';
import type { UnlabelledRows } from '../../runtimes/model-runtime';
import type { ExecutorJob } from '../executor';
import { requireFit } from '../require-fit';

/** The columns that say who had what, by name; no strength: ''. */
export type PairColumns = { user: string; item: string; strength: string };

/**
 * Reads what a recommender learns from: the user, the item and the strength of train rows. Rows without one of them are left
 * out and counted. The item stands as the target: it is what an evaluation looks for.
 */
export async function readPairRows(
  job: ExecutorJob<object>,
  { user, item, strength }: PairColumns,
): Promise<{ train: UnlabelledRows; target: string }> {
  const fit = requireFit(job);
  const stored = (name: string) => requireColumn(fit.meta.columns, name, job.title);
  const columns = [
    requireType(stored(chosen(user, { job, what: 'user' })), { title: job.title, param: 'user', types: keyTypes }),
    requireType(stored(chosen(item, { job, what: 'item' })), { title: job.title, param: 'item', types: keyTypes }),
    ...(strength === ''
      ? []
      : [requireType(stored(strength), { title: job.title, param: 'strength', types: numberTypes })]),
  ];
  const there = columns.map(({ name, sqlType }) => `${entrySql(name, sqlType)} IS NOT NULL`).join(' AND ');
  const relation = `(SELECT * FROM ${fit.relation} WHERE ${there})`;
  const read = await readColumns(job.session, relation, columns.map(wantedColumn));
  if (read.rows < fit.rows) {
    const without = nameList(columns.map(({ name }) => name));
    job.log('warning', `${fit.rows - read.rows} of ${fit.rows} train rows lack one of ${without} and are left out.`);
  }
  return { train: { rows: read.rows, features: read.columns }, target: item };
}

function chosen(name: string, { job, what }: { job: { title: string }; what: 'user' | 'item' }): string {
  if (name !== '') return name;
  throw new PipelineError({
    code: `no-${what}`,
    family: 'pipeline',
    place: `${job.title} › ${what}`,
    seen: 'no column',
    expected: what === 'user' ? 'the column that says who' : 'the column that says which item they had',
    next: 'Choose it in this step.',
  });
}

function requireType(
  column: StoredColumn,
  { title, param, types }: { title: string; param: string; types: readonly string[] },
): StoredColumn {
  if (types.includes(column.type)) return column;
  throw new PipelineError({
    code: 'column-type',
    family: 'pipeline',
    place: `${title} › ${param}`,
    seen: `"${column.name}" of type ${column.type}`,
    expected: `a column of type ${types.join(' or ')}`,
    next: 'Choose another column, or cast it before.',
    column: column.name,
    fix: { addStep: 'cast-types', before: true },
  });
}
