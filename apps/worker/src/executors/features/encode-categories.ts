import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { encodeTargets, mapCategories } from '@millrace/pipeline-core/steps';
import { columnBlocks } from '../../data/column-blocks';
import { requireColumn, textSql } from '../../data/read-columns';
import type { ExecutorFor } from '../executor';
import { requireFit } from '../require-fit';

/** Learns the categories of each column: most frequent first, ties by code point, as train rows have them. */
export const encodeCategoriesExecutor: ExecutorFor<Catalog['encode-categories']> = {
  kind: 'fit',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    const limit = job.params.method === 'one-hot' ? job.params.maxCategories : mapCategories;
    const columns = [];
    const targets = encodeTargets(job.params.columns, fit.meta.columns).map(({ name }) =>
      requireColumn(fit.meta.columns, name, job.title),
    );
    for await (const block of columnBlocks(job.session, { ...fit, columns: targets })) {
      for (const stored of block.columns) {
        const found = await job.session.query(
          `SELECT value, count(*) AS count FROM (SELECT ${textSql(stored)} AS value FROM ${block.relation})
            WHERE value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value LIMIT ${limit + 1}`,
        );
        if (found.length > limit)
          job.log('warning', `"${stored.name}" has more than ${limit} categories; the rarest count as others.`);
        const levels = found
          .slice(0, limit)
          .map(({ value, count }) => ({ value: String(value), count: Number(count) }));
        columns.push({ name: stored.name, rows: fit.rows, levels });
      }
    }
    job.log('info', `Learned the categories of ${columns.length} columns from ${fit.rows} rows.`);
    return { columns };
  },
};
