import { PipelineError } from '@millrace/pipeline-core/errors';

/** The error of a file that cannot become a table: its name, what was seen in it, what was expected, what to do. */
export function refuseFile(options: {
  code: string;
  name: string;
  seen: string;
  expected: string;
  next: string;
  cause?: unknown;
}): PipelineError {
  const { name, ...facts } = options;
  return new PipelineError({ family: 'pipeline', place: `Upload › ${name}`, ...facts });
}
