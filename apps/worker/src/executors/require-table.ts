import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ExecutorJob, JobInput, TableView } from './executor';

/** What is connected to a port; throws when nothing is. */
export function requireInput(job: Pick<ExecutorJob<unknown>, 'inputs' | 'title'>, port: string): JobInput {
  const input = job.inputs[port]?.[0];
  if (input !== undefined) return input;
  throw nothingThere(job.title, port, 'something connected');
}

/** The table connected to a port; throws when there is none. */
export function requireTable(job: Pick<ExecutorJob<unknown>, 'inputs' | 'title'>, port: string): TableView {
  const table = requireInput(job, port).table;
  if (table !== undefined) return table;
  throw nothingThere(job.title, port, 'a table');
}

/** The file connected to a port; throws when there is none. */
export function requireFile(
  job: Pick<ExecutorJob<unknown>, 'inputs' | 'title'>,
  port: string,
): JobInput & { path: string } {
  const input = requireInput(job, port);
  if (input.path !== undefined) return { ...input, path: input.path };
  throw nothingThere(job.title, port, 'a file');
}

function nothingThere(title: string, port: string, expected: string): PipelineError {
  return new PipelineError({
    code: 'no-input',
    family: 'pipeline',
    place: `${title} › ${port}`,
    seen: 'nothing that fits',
    expected,
    next: 'Connect it on the canvas.',
  });
}
