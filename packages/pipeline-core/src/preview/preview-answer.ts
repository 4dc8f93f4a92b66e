import { z } from 'zod';
import { windowShape } from '../api/shapes';
import { errorReportSchema } from '../errors/pipeline-error';
import { stepIdSchema } from '../ids';

/**
 * Which rows of the tables at the start were computed on: all of them; the first ones, where every step looks at one row
 * at a time, so that what comes out is the beginning of what a run makes; or some from places spread evenly over them.
 */
export const previewBasisSchema = z.object({
  way: z.enum(['all', 'first-rows', 'sample']),
  /** Rows read, and rows there are; of several tables that were cut together, the sum. */
  rows: z.number().int().nonnegative(),
  of: z.number().int().nonnegative(),
  /** Runs of neighbouring rows the sample is made of; 1 otherwise. */
  places: z.number().int().positive(),
});
export type PreviewBasis = z.output<typeof previewBasisSchema>;

/** What helps where a preview cannot show rows: a run, other settings of the step in the way, or a line to or from it. */
export const previewHelpSchema = z.enum(['run', 'settings', 'line']);
export type PreviewHelp = z.output<typeof previewHelpSchema>;

/** What a step did to a column: `new` is one that no input of it has by this name. */
export const columnChangeSchema = z.enum(['new', 'changed']);
export type ColumnChange = z.output<typeof columnChangeSchema>;

/** Columns of a preview. */
export const previewColumnsShape = {
  /** Those whose cells are in `rows`, in the order of the table; `change` is left out where the step did nothing to one. */
  columns: z.array(z.object({ name: z.string(), type: z.string(), change: columnChangeSchema.optional() })),
  /** Columns that the table has, also those not asked for. */
  columnCount: z.number().int().nonnegative(),
};

const previewRowsSchema = windowShape.extend({
  ...previewColumnsShape,
  ok: z.literal(true),
  basis: previewBasisSchema,
  /** What steps said on the way that a person should know, each with the name of its step: cells that could not be read, broken rules. */
  notes: z.array(z.object({ step: stepIdSchema, title: z.string(), message: z.string() })),
  seconds: z.number(),
});

/** What the step stops at on these rows, in its own words: worth as much as rows. */
const previewErrorSchema = z.object({
  ok: z.literal(false),
  /** The step that stopped; it may lie before the one to look at. */
  step: stepIdSchema,
  error: errorReportSchema,
  /** On which rows it was computed; null when it did not come to that. */
  basis: previewBasisSchema.nullable(),
  seconds: z.number(),
});

/**
 * Answer of `POST /preview`. Rows come as in a window of a table: `total` are the rows of the previewed output, `offset`
 * is 0. An error of the installation (no place, no process) is an HTTP error instead.
 */
export const previewAnswerSchema = z.discriminatedUnion('ok', [previewRowsSchema, previewErrorSchema]);
export type PreviewAnswer = z.output<typeof previewAnswerSchema>;
