import { z } from 'zod';

/** Who must act: the author of the pipeline, the operator (retry may help), or we (a bug). */
export const errorFamilySchema = z.enum(['pipeline', 'operator', 'bug']);
export type ErrorFamily = z.output<typeof errorFamilySchema>;

/** An error as it is stored and sent: everything a person needs, nothing secret. */
export const errorReportSchema = z.object({
  code: z.string().regex(/^[a-z0-9-]+$/),
  family: errorFamilySchema,
  /** Where: "Split rows › test share". */
  place: z.string(),
  seen: z.string(),
  expected: z.string(),
  /** What to do now, as a sentence. */
  next: z.string(),
  /** One sentence for the person. */
  message: z.string(),
  /** Column and row when a cell is to blame. */
  column: z.string().optional(),
  row: z.number().int().optional(),
  /** A step that would mend it, offered as a button. */
  fix: z.object({ addStep: z.string(), before: z.boolean() }).optional(),
  /** For the log: stack or engine text. */
  detail: z.string().optional(),
});
export type ErrorReport = z.output<typeof errorReportSchema>;

export type PipelineErrorOptions = Omit<ErrorReport, 'message' | 'detail'> & { message?: string; cause?: unknown };

/** The one error class of Millrace: place, value seen, expectation and next step. */
export class PipelineError extends Error {
  readonly report: ErrorReport;

  constructor(options: PipelineErrorOptions) {
    const { cause, message, ...facts } = options;
    const sentence = message ?? `${facts.place}: got ${facts.seen}, expected ${facts.expected}. ${facts.next}`;
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'PipelineError';
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : undefined;
    this.report = { ...facts, message: sentence, ...(detail === undefined ? {} : { detail }) };
  }

  get family(): ErrorFamily {
    return this.report.family;
  }
}
