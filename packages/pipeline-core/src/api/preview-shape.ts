import { z } from 'zod';
import { errorReportSchema } from '../errors/pipeline-error';
import { stepIdSchema } from '../ids';
import { previewBasisSchema, previewColumnsShape, previewHelpSchema } from '../preview/preview-answer';
import { windowShape } from './shapes';

const rowsShape = windowShape.extend({
  ...previewColumnsShape,
  state: z.literal('rows'),
  basis: previewBasisSchema,
  /** Rows of a split that are not shown, because they are not train rows. */
  otherParts: z.number().int().nonnegative(),
  /** What steps on the way said about their rows: cells that could not be read, broken rules. */
  notes: z.array(z.object({ step: stepIdSchema, title: z.string(), message: z.string() })),
  seconds: z.number(),
});

/** A step stops on these rows; it may lie before the one asked for. A run, which looks at all rows, may not stop there. */
const stoppedShape = z.object({
  state: z.literal('stopped'),
  step: stepIdSchema,
  title: z.string(),
  error: errorReportSchema,
  basis: previewBasisSchema.nullable(),
  seconds: z.number(),
});

/** A look cannot make these rows: why, the step that is in the way, and what helps there. */
const noneShape = z.object({
  state: z.literal('none'),
  step: stepIdSchema,
  title: z.string(),
  reason: z.string(),
  helps: previewHelpSchema,
});

/** Rows that a step of a drawing would make, computed for a look and kept nowhere; or why there are none. */
export const previewShape = z.discriminatedUnion('state', [rowsShape, stoppedShape, noneShape]);
export type PreviewShape = z.output<typeof previewShape>;
