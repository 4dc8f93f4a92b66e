import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type BinState,
  type Catalog,
  chosenColumns,
  nameList,
  numberTypes,
  risingEdges,
} from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { figuresSql } from '../learned-figures';
import { requireFit } from '../require-fit';
import { requireSettings } from '../require-settings';

type Params = z.output<Catalog['bin-numbers']['params']>;

/** Learns the inner edges of every number column from train rows; edges of one's own are taken as they are. */
export const binNumbersExecutor: ExecutorFor<Catalog['bin-numbers']> = {
  kind: 'fit',
  anyThreads: () => true,
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    requireSettings(job);
    const columns: BinState['columns'] = [];
    for (const { name } of chosenColumns(schemaOf(fit.meta), job.params.columns, numberTypes)) {
      const { sqlType } = requireColumn(fit.meta.columns, name, job.title);
      const cells = `(SELECT ${entrySql(name, sqlType)} AS x FROM ${fit.relation})`;
      columns.push({ name, edges: await learnEdges(job, cells) });
    }
    job.log('info', `Learned the edges of ${columns.length} columns from ${fit.rows} rows.`);
    const single = columns.filter(({ edges }) => edges.length === 0).map(({ name }) => name);
    if (single.length > 0) job.log('warning', `All train values are equal in ${nameList(single)}: there is one bin.`);
    return { columns };
  },
};

/** The distance of two very large numbers may be no number. */
function between(low: number, high: number, share: number): number {
  const width = high - low;
  return Number.isFinite(width) ? low + width * share : low * (1 - share) + high * share;
}

async function learnEdges(job: Pick<ExecutorJob<Params>, 'params' | 'session'>, cells: string): Promise<number[]> {
  const { method, bins, edges } = job.params;
  if (method === 'edges') return risingEdges(edges);
  const inner = Array.from({ length: bins - 1 }, (_, at) => (at + 1) / bins);
  const quantiles =
    method === 'quantile' ? Object.fromEntries(inner.map((share, at) => [`q${at}`, share] as const)) : {};
  const figures = { low: 'min(x)', high: 'max(x)' };
  const found = await job.session.numbers(figuresSql({ from: cells, figures, quantiles }));
  const { low, high } = found;
  if (typeof low !== 'number' || typeof high !== 'number') return [];
  const learned = inner.map((share, at) =>
    method === 'quantile' ? (found[`q${at}`] ?? Number.NaN) : between(low, high, share),
  );
  // An edge at the smallest value would leave the first bin empty.
  return risingEdges(learned.filter((edge) => Number.isFinite(edge) && edge > low));
}
