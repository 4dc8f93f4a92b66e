import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { type ImputeState, imputeTargets } from '@millrace/pipeline-core/steps';
import type { DuckSession } from '../../data/duckdb';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, TableView } from '../executor';
import { requireFit } from '../require-fit';

type Strategy = ReturnType<typeof imputeTargets>[number]['strategy'];
type Value = ImputeState['columns'][number]['value'];

/** Learns what fills the gaps: median, mean or most frequent value of the train rows. */
export const imputeMissingExecutor: ExecutorFor<Catalog['impute-missing']> = {
  kind: 'fit',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    const columns: ImputeState['columns'] = [];
    for (const { column, strategy } of imputeTargets(job.params, schemaOf(fit.meta))) {
      const stored = requireColumn(fit.meta.columns, column.name, job.title);
      const cell = entrySql(column.name, stored.sqlType);
      const { missing } = await job.session.numbers(
        `SELECT count(*) FILTER (${cell} IS NULL) AS missing FROM ${fit.relation}`,
      );
      const value = await learnValue(job.session, { fit, cell, strategy });
      columns.push({ name: column.name, value, missing: missing ?? 0 });
    }
    job.log(
      'info',
      `Learned from ${fit.rows} rows: ${columns.filter(({ missing }) => missing > 0).length} of ${columns.length} columns have gaps.`,
    );
    return { columns };
  },
};

async function learnValue(
  session: DuckSession,
  { fit, cell, strategy }: { fit: TableView; cell: string; strategy: Strategy },
): Promise<Value> {
  switch (strategy) {
    case 'constant':
      return null;
    case 'median':
    case 'mean': {
      const aggregate = strategy === 'mean' ? 'avg' : 'median';
      const { value } = await session.numbers(`SELECT ${aggregate}(${cell}) AS value FROM ${fit.relation}`);
      return value ?? null;
    }
    case 'mode': {
      // Ties go to the smallest value, so that equal rows always learn the same.
      const rows = await session.query(
        `SELECT value FROM (SELECT ${cell} AS value FROM ${fit.relation}) WHERE value IS NOT NULL
          GROUP BY value ORDER BY count(*) DESC, value LIMIT 1`,
      );
      const value = rows[0]?.value;
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    }
  }
}
