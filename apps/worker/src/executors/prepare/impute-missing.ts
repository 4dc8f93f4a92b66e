import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { type ImputeState, imputeTargets } from '@millrace/pipeline-core/steps';
import { columnBlocks } from '../../data/column-blocks';
import type { DuckSession } from '../../data/duckdb';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { requireFit } from '../require-fit';

type Strategy = ReturnType<typeof imputeTargets>[number]['strategy'];
type Value = ImputeState['columns'][number]['value'];

/** Learns what fills the gaps: median, mean or most frequent value of the train rows. */
export const imputeMissingExecutor: ExecutorFor<Catalog['impute-missing']> = {
  kind: 'fit',
  anyThreads: ({ numbers }) => numbers !== 'mean',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    const columns: ImputeState['columns'] = [];
    const targets = imputeTargets(job.params, schemaOf(fit.meta)).map(({ column, strategy }) => {
      const { name, sqlType } = requireColumn(fit.meta.columns, column.name, job.title);
      return { name, cell: entrySql(name, sqlType), strategy };
    });
    for await (const block of columnBlocks(job.session, { ...fit, columns: targets })) {
      const { relation } = block;
      const gaps = await countGaps(job.session, { relation, columns: block.columns });
      for (const { name, cell, strategy } of block.columns) {
        const cells = `(SELECT ${cell} AS x FROM ${relation})`;
        const learned = await learnColumn(job.session, { cells, strategy });
        columns.push({ name, ...(learned ?? { value: null, missing: gaps.get(name) ?? 0 }) });
      }
    }
    job.log(
      'info',
      `Learned from ${fit.rows} rows: ${columns.filter(({ missing }) => missing > 0).length} of ${columns.length} columns have gaps.`,
    );
    return { columns };
  },
};

type Target = { name: string; cell: string; strategy: Strategy };

/** Missing cells of the columns of which nothing else is learned, by name: all in one scan. */
async function countGaps(
  session: DuckSession,
  { relation, columns }: { relation: string; columns: readonly Target[] },
): Promise<Map<string, number>> {
  const constants = columns.filter(({ strategy }) => strategy === 'constant');
  if (constants.length === 0) return new Map();
  const counts = constants.map(({ cell }, at) => `count(*) - count(${cell}) AS m${at}`);
  const found = await session.numbers(`SELECT ${counts.join(', ')} FROM ${relation}`);
  return new Map(constants.map(({ name }, at) => [name, found[`m${at}`] ?? 0]));
}

/** What fills the gaps of a column, and how many there are; null where the value is not learned. */
async function learnColumn(
  session: DuckSession,
  { cells, strategy }: { cells: string; strategy: Strategy },
): Promise<{ value: Value; missing: number } | null> {
  switch (strategy) {
    case 'constant':
      return null;
    case 'median':
    case 'mean': {
      const aggregate = strategy === 'mean' ? 'avg' : 'median';
      const { value = null, missing } = await session.numbers(
        `SELECT ${aggregate}(x) AS value, count(*) - count(x) AS missing FROM ${cells}`,
      );
      return { value, missing: missing ?? 0 };
    }
    case 'mode':
      return learnMode(session, cells);
  }
}

/** Ties go to the smallest value, so that equal rows always learn the same. What is missing is counted as one more value. */
async function learnMode(session: DuckSession, cells: string): Promise<{ value: Value; missing: number }> {
  const rows = await session.query(
    `SELECT x AS value, count(*) AS count FROM ${cells}
      GROUP BY x ORDER BY x IS NULL DESC, count(*) DESC, x LIMIT 2`,
  );
  const gaps = rows.find(({ value }) => value === null);
  const value = rows.find((row) => row.value !== null)?.value;
  const isValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { value: isValue ? value : null, missing: Number(gaps?.count ?? 0) };
}
