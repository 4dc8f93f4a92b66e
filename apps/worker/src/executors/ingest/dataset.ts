import { PipelineError } from '@millrace/pipeline-core/errors';
import { batchesReadSchema, batchReadSchema } from '@millrace/pipeline-core/run';
import { type RejectCounts, rejectWords } from '@millrace/pipeline-core/sources';
import { type Catalog, leftOutWords } from '@millrace/pipeline-core/steps';
import { tableOutputs } from '../../data/table-store';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { type LandedBatch, stackedBatches } from './stack-batches';

/**
 * Hands the batch on that the run resolved: its file is the output, its metadata says which batch it was. Several batches
 * become one table.
 */
export const datasetExecutor: ExecutorFor<Catalog['dataset']> = {
  kind: 'run',
  async run(job) {
    const { references, facts, log } = job;
    const found = references.data ?? [];
    const several = batchesReadSchema.safeParse(facts.data);
    if (several.success) {
      for (const { number, lines, cells } of several.data.batches)
        tellRejects(job, `batch ${number}`, { lines, cells });
      for (const left of several.data.leftOut) log(left.lost ? 'warning' : 'info', leftOutWords(left));
      const batches = several.data.batches.map(({ id, number }): LandedBatch => {
        const table = found.find(({ batch }) => batch === id)?.table;
        if (table === undefined) throw noBatch(job);
        return { id, number, table };
      });
      return stackedBatches(job, batches);
    }
    const [batch] = found;
    if (batch?.table === undefined || batch.path === undefined) throw noBatch(job);
    // Landing cannot know the id: a batch gets it when its files are stored.
    const batches = batch.batch === undefined ? batch.table.meta.batches : [batch.batch];
    const meta = { ...batch.table.meta, batches };
    log('info', `${meta.rows} rows, ${meta.columns.length} columns.`);
    const rejects = batchReadSchema.safeParse(facts.data);
    if (rejects.success) tellRejects(job, 'this batch', rejects.data);
    return { outputs: tableOutputs('table', batch.path, meta) };
  },
};

/** What could not be read when the rows landed is not among them: who reads them is told. */
function tellRejects({ log }: Pick<ExecutorJob<unknown>, 'log'>, which: string, counts: RejectCounts): void {
  const words = rejectWords(counts);
  if (words !== '') log('warning', `Of ${which} ${words} (see Rejected on its page).`);
}

function noBatch({ title }: Pick<ExecutorJob<unknown>, 'title'>): PipelineError {
  return new PipelineError({
    code: 'no-batch',
    family: 'pipeline',
    place: `${title} › dataset`,
    seen: 'no batch for this run',
    expected: 'a dataset with at least one batch',
    next: 'Choose a dataset, or upload data into it.',
  });
}
