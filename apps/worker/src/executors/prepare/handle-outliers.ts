import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type Catalog, chosenColumns, nameList, numberTypes, type OutlierState } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { requireFit } from '../require-fit';

type Params = z.output<Catalog['handle-outliers']['params']>;
type Bounds = { low: number; high: number };

/** Learns the bounds of every number column from train rows; a column without spread gets none. */
export const handleOutliersExecutor: ExecutorFor<Catalog['handle-outliers']> = {
  kind: 'fit',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    const columns: OutlierState['columns'] = [];
    const flat: string[] = [];
    let outside = 0;
    for (const { name } of chosenColumns(schemaOf(fit.meta), job.params.columns, numberTypes)) {
      const { sqlType } = requireColumn(fit.meta.columns, name, job.title);
      const cells = `(SELECT ${entrySql(name, sqlType)} AS x FROM ${fit.relation})`;
      const bounds = boundsOf(job.params, await job.session.numbers(`SELECT ${measures(job.params)} FROM ${cells}`));
      if (bounds === null) flat.push(name);
      const low = bounds === null || job.params.side === 'high' ? null : bounds.low;
      const high = bounds === null || job.params.side === 'low' ? null : bounds.high;
      columns.push({ name, low, high });
      const found = await job.session.numbers(
        `SELECT count(*) FILTER (x < ${low ?? "'-infinity'::DOUBLE"} OR x > ${high ?? "'infinity'::DOUBLE"}) AS outside FROM ${cells}`,
      );
      outside += found.outside ?? 0;
    }
    job.log(
      'info',
      `Learned the bounds of ${columns.length} columns from ${fit.rows} rows; ${outside} of their cells lie outside.`,
    );
    if (flat.length > 0)
      job.log('warning', `Most values of ${nameList(flat)} are equal or missing, so nothing there counts as far out.`);
    return { columns };
  },
};

/** SQL of the two figures the bounds are made of. */
function measures({ method, share }: Params): string {
  switch (method) {
    case 'iqr':
      return 'quantile_cont(x, 0.25) AS a, quantile_cont(x, 0.75) AS b';
    case 'z':
      return 'avg(x) AS a, stddev_pop(x) AS b';
    case 'quantile':
      return `quantile_cont(x, ${share}) AS a, quantile_cont(x, ${1 - share}) AS b`;
  }
}

/** Null where there is no spread: then every other value would count as an outlier. */
function boundsOf(params: Params, found: Record<string, number | null>): Bounds | null {
  const { a, b } = found;
  if (typeof a !== 'number' || typeof b !== 'number' || !Number.isFinite(a) || !Number.isFinite(b)) return null;
  switch (params.method) {
    case 'iqr':
      return a === b ? null : { low: a - params.distance * (b - a), high: b + params.distance * (b - a) };
    case 'z':
      return b === 0 ? null : { low: a - params.deviations * b, high: a + params.deviations * b };
    case 'quantile':
      return a === b ? null : { low: a, high: b };
  }
}
