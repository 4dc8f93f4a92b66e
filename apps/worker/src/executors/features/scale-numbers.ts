import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { chosenColumns, numberTypes } from '@millrace/pipeline-core/steps';
import { columnBlocks } from '../../data/column-blocks';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { figuresSql } from '../learned-figures';
import { requireFit } from '../require-fit';

/** A query of center and scale of the cells `x`; sd is of the population, as in other tools' standard scalers. */
const measures: Record<'standard' | 'min-max' | 'robust', (from: string) => string> = {
  standard: (from) => figuresSql({ from, figures: { center: 'avg(x)', scale: 'stddev_pop(x)' } }),
  'min-max': (from) => figuresSql({ from, figures: { center: 'min(x)', scale: 'max(x) - min(x)' } }),
  robust(from) {
    const quartiles = figuresSql({ from, quantiles: { low: 0.25, middle: 0.5, high: 0.75 } });
    return `SELECT middle AS center, high - low AS scale FROM (${quartiles})`;
  },
};

/** Learns center and scale of every number column from train rows. A column without values is left as it is. */
export const scaleNumbersExecutor: ExecutorFor<Catalog['scale-numbers']> = {
  kind: 'fit',
  anyThreads: ({ method }) => method !== 'standard',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    const measure = measures[job.params.method];
    const columns = [];
    const targets = chosenColumns(schemaOf(fit.meta), job.params.columns, numberTypes).map(({ name }) =>
      requireColumn(fit.meta.columns, name, job.title),
    );
    for await (const block of columnBlocks(job.session, { ...fit, columns: targets })) {
      for (const { name, sqlType } of block.columns) {
        const cells = `(SELECT ${entrySql(name, sqlType)} AS x FROM ${block.relation})`;
        const learned = await job.session.numbers(measure(cells));
        columns.push({ name, center: finite(learned.center, 0), scale: finite(learned.scale, 1) || 1 });
      }
    }
    job.log('info', `Learned ${columns.length} columns from ${fit.rows} rows.`);
    return { columns };
  },
};

function finite(value: number | null | undefined, otherwise: number): number {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : otherwise;
}
