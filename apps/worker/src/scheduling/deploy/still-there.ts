import { PipelineError } from '@millrace/pipeline-core/errors';

/** What a deployment is about; refuses where it was deleted meanwhile. */
export function required<T>(value: T | null, what: string): T {
  if (value === null) throw gone(what);
  return value;
}

/** The same for one that is there and belongs to another project. */
export function gone(what: string): PipelineError {
  return new PipelineError({
    code: 'not-found',
    family: 'pipeline',
    place: 'Deployment',
    seen: `no such ${what}`,
    expected: `the ${what} to deploy`,
    next: 'It was deleted meanwhile: choose another.',
  });
}
