import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { tableOutputs } from '../../data/table-store';
import type { ExecutorFor } from '../executor';

/** Hands the batch on that the run resolved: its file is the output, its metadata says which batch it was. */
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
    // Landing cannot know the id: a batch gets it when its files are stored.
    const batches = batch.batch === undefined ? batch.table.meta.batches : [batch.batch];
    const meta = { ...batch.table.meta, batches };
    log('info', `${meta.rows} rows, ${meta.columns.length} columns.`);
    return { outputs: tableOutputs('table', batch.path, meta) };
  },
};
