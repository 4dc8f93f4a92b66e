import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { tableOutputs } from '../../data/table-store';
import type { ExecutorFor } from '../executor';

/** Hands the batch on that the run resolved: its files are the outputs. */
export const datasetExecutor: ExecutorFor<Catalog['dataset']> = {
  kind: 'run',
  async run({ references, title, log }) {
    const batch = references.data?.[0];
    if (batch?.table === undefined || batch.path === undefined) {
      throw new PipelineError({
        code: 'no-batch',
        family: 'pipeline',
        place: `${title} › dataset`,
        seen: 'no batch for this run',
        expected: 'a dataset with at least one batch',
        next: 'Choose a dataset, or upload data into it.',
      });
    }
    const { meta } = batch.table;
    log('info', `${meta.rows} rows, ${meta.columns.length} columns.`);
    return { outputs: tableOutputs('table', batch.path, meta) };
  },
};
