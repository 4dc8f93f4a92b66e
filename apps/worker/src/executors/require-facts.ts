import { PipelineError } from '@millrace/pipeline-core/errors';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ExecutorJob } from './executor';

/** What a reference is beside artifacts; throws when the run was planned without it. */
export function requireFacts(job: Pick<ExecutorJob<unknown>, 'facts' | 'title'>, name: string): JsonObject {
  const facts = job.facts[name];
  if (facts !== undefined) return facts;
  throw new PipelineError({
    code: 'no-source',
    family: 'pipeline',
    place: job.title,
    seen: 'no source for this run',
    expected: 'a source',
    next: 'Start the run from the page of the source.',
  });
}
