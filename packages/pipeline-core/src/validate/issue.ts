import { z } from 'zod';
import { stepIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';

/** A finding about a pipeline: place, value seen, expectation and next step in one message, and where to show it. */
export const issueSchema = z.object({
  code: z.string().regex(/^[a-z0-9-]+$/),
  severity: z.enum(['error', 'warning']),
  /** Absent for findings about the whole drawing. */
  step: stepIdSchema.optional(),
  param: z.string().optional(),
  port: z.string().optional(),
  edge: z.string().optional(),
  message: z.string(),
  /** A step that would mend it, offered as a button, with settings other than those it starts with. */
  fix: z.object({ addStep: z.string(), title: z.string(), params: jsonObjectSchema.optional() }).optional(),
  /** A setting of another step in which it is mended, offered as a button. */
  open: z.object({ step: stepIdSchema, param: z.string(), title: z.string() }).optional(),
  /** Leaks: the columns or steps it is about. With `code` and `step` it tells which one it is, also in a later drawing. */
  about: z.string().optional(),
  /** Leaks: what the button says that rewrites the drawing (`rewriteOf`). */
  rewrite: z.string().optional(),
});
export type Issue = z.output<typeof issueSchema>;
