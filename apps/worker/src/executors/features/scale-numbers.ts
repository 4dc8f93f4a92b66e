import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { chosenColumns, numberTypes } from '@millrace/pipeline-core/steps';
import { columnBlocks } from '../../data/column-blocks';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { requireFit } from '../require-fit';

/** SQL of center and scale; sd is of the population, as in other tools' standard scalers. */
const measures = {
  standard: { center: 'avg(x)', scale: 'stddev_pop(x)' },
  'min-max': { center: 'min(x)', scale: 'max(x) - min(x)' },
  robust: { center: 'median(x)', scale: 'quantile_cont(x, 0.75) - quantile_cont(x, 0.25)' },
} as const;

/** Learns center and scale of every number column from train rows. A column without values is left as it is. */
export const scaleNumbersExecutor: ExecutorFor<Catalog['scale-numbers']> = {
  kind: 'fit',
  anyThreads: ({ method }) => method !== 'standard',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    const { center, scale } = measures[job.params.method];
    const columns = [];
    const targets = chosenColumns(schemaOf(fit.meta), job.params.columns, numberTypes).map(({ name }) =>
      requireColumn(fit.meta.columns, name, job.title),
    );
    for await (const block of columnBlocks(job.session, { ...fit, columns: targets })) {
      for (const { name, sqlType } of block.columns) {
        const learned = await job.session.numbers(
          `SELECT ${center} AS center, ${scale} AS scale FROM (SELECT ${entrySql(name, sqlType)} AS x FROM ${block.relation})`,
        );
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
