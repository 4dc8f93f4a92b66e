import { z } from 'zod';
import { stepIdSchema } from '../ids';

/** A finding that somebody looked at and left as it is, with the reason: part of the drawing, so whoever reads it sees it. */
export const ignoredIssueSchema = z.object({
  code: z.string().min(1),
  step: stepIdSchema,
  /** The columns or steps it is about. */
  about: z.string(),
  reason: z.string().trim().min(1).max(500),
});
export type IgnoredIssue = z.output<typeof ignoredIssueSchema>;

/** Under which an ignored finding is kept in the document. */
export function ignoredKey({ code, step, about }: Pick<IgnoredIssue, 'code' | 'step' | 'about'>): string {
  return JSON.stringify([code, step, about]);
}
