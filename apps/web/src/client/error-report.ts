import { type ErrorReport, errorReportSchema } from '@millrace/pipeline-core/errors';
import { z } from 'zod';

const withReport = z.object({ data: z.object({ report: errorReportSchema }) });

/** What the server said about a failed request, or what the browser knows when it never got through. */
export function reportOf(error: unknown): ErrorReport {
  const parsed = withReport.safeParse(error);
  if (parsed.success) return parsed.data.data.report;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'no-answer',
    family: 'operator',
    place: 'The workbench',
    seen: message,
    expected: 'an answer',
    next: 'Check that Millrace is running, then try again.',
    message: `The workbench did not answer: ${message}`,
  };
}
