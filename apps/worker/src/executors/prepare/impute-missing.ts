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
      for (const { name, cell, strategy } of block.columns) {
        const { missing } = await job.session.numbers(
          `SELECT count(*) FILTER (${cell} IS NULL) AS missing FROM ${relation}`,
        );
        const value = await learnValue(job.session, { relation, cell, strategy });
        columns.push({ name, value, missing: missing ?? 0 });
      }
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
  { relation, cell, strategy }: { relation: string; cell: string; strategy: Strategy },
): Promise<Value> {
  switch (strategy) {
    case 'constant':
      return null;
    case 'median':
    case 'mean': {
      const aggregate = strategy === 'mean' ? 'avg' : 'median';
      const { value } = await session.numbers(`SELECT ${aggregate}(${cell}) AS value FROM ${relation}`);
      return value ?? null;
    }
    case 'mode': {
      // Ties go to the smallest value, so that equal rows always learn the same.
      const rows = await session.query(
        `SELECT value FROM (SELECT ${cell} AS value FROM ${relation}) WHERE value IS NOT NULL
          GROUP BY value ORDER BY count(*) DESC, value LIMIT 1`,
      );
      const value = rows[0]?.value;
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    }
  }
}
