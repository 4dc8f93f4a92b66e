import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ExecutorJob, TableView } from './executor';

/** The rows a step may learn from; throws when there is no table or no train row. */
export function requireFit(job: Pick<ExecutorJob<unknown>, 'fit' | 'title'>): TableView {
  if (job.fit !== undefined && job.fit.rows > 0) return job.fit;
  throw new PipelineError({
    code: 'no-train-rows',
    family: 'pipeline',
    place: job.title,
    seen: job.fit === undefined ? 'no table connected' : 'no train row',
    expected: 'rows to learn from',
    next: 'Connect rows, and check the filters and the shares of the split before this step.',
  });
}
