import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Catalog, EncodeState } from '@millrace/pipeline-core/steps';
import { encodeTargets, mapCategories } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { columnBlocks } from '../../data/column-blocks';
import { requireColumn, textSql } from '../../data/read-columns';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { requireSettings } from '../require-settings';
import { learnMeans, outOfFoldMeans } from './encode-target';

type Params = z.output<Catalog['encode-categories']['params']>;

/** Learns the categories of each column: most frequent first, ties by code point, as train rows have them. */
export const encodeCategoriesExecutor: ExecutorFor<Catalog['encode-categories']> = {
  kind: 'fit',
  anyThreads: ({ method }) => method !== 'target',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    requireSettings(job);
    const targets = encodeTargets(job.params, fit.meta.columns).map(({ name }) =>
      requireColumn(fit.meta.columns, name, job.title),
    );
    if (job.params.method === 'target') return learnMeans(job, targets);
    if (job.params.method === 'hashing')
      return { columns: targets.map(({ name }) => ({ name, rows: fit.rows, levels: [] })) };
    const columns = await countLevels(job, targets);
    job.log('info', `Learned the categories of ${columns.length} columns from ${fit.rows} rows.`);
    return toPlainJson({ columns });
  },
  outOfFold: async (job, state) => (job.params.method === 'target' ? outOfFoldMeans(job, state) : null),
};

async function countLevels(
  job: ExecutorJob<Params>,
  targets: readonly ReturnType<typeof requireColumn>[],
): Promise<EncodeState['columns']> {
  const fit = requireFit(job);
  const limit = job.params.method === 'one-hot' ? job.params.maxCategories : mapCategories;
  const columns = [];
  for await (const block of columnBlocks(job.session, { ...fit, columns: targets })) {
    for (const stored of block.columns) {
      const found = await job.session.query(
        `SELECT value, count(*) AS count FROM (SELECT ${textSql(stored)} AS value FROM ${block.relation})
          WHERE value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value LIMIT ${limit + 1}`,
      );
      if (found.length > limit)
        job.log('warning', `"${stored.name}" has more than ${limit} categories; the rarest count as others.`);
      const levels = found.slice(0, limit).map(({ value, count }) => ({ value: String(value), count: Number(count) }));
      columns.push({ name: stored.name, rows: fit.rows, levels });
    }
  }
  return columns;
}
