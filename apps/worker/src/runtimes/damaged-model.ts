import { PipelineError } from '@millrace/pipeline-core/errors';

/** The error of model files that do not fit together: cut, altered, or of another format. */
export function damagedModel(options: { seen: string; expected: string; cause?: unknown }): PipelineError {
  return new PipelineError({
    code: 'model-damaged',
    family: 'operator',
    place: 'Model files',
    seen: options.seen,
    expected: options.expected,
    next: 'Restore the artifact from a backup, or train the model again.',
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });
}
