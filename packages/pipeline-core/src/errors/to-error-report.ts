import { z } from 'zod';
import { type ErrorReport, PipelineError } from './pipeline-error';

/** Any thrown value as a report. What is not a `PipelineError` is a bug of ours until shown otherwise. */
export function toErrorReport(error: unknown, place: string): ErrorReport {
  if (error instanceof PipelineError) return error.report;
  if (error instanceof z.ZodError) return fromZodError(error, place);
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'unexpected',
    family: 'bug',
    place,
    seen: text,
    expected: 'no error',
    next: 'Try again; if it stays, report it with the log of this step.',
    message: `${place} stopped on an unexpected error: ${text}`,
    ...(error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {}),
  };
}

function fromZodError(error: z.ZodError, place: string): ErrorReport {
  const issue = error.issues[0];
  const path = issue === undefined ? '' : issue.path.join('.');
  return {
    code: 'invalid-value',
    family: 'pipeline',
    place: path === '' ? place : `${place} › ${path}`,
    seen: 'a value of another shape',
    expected: issue?.message ?? 'a valid value',
    next: 'Correct the value and try again.',
    message: `${path === '' ? place : `${place} › ${path}`}: ${issue?.message ?? 'not valid'}.`,
    detail: z.prettifyError(error),
  };
}
