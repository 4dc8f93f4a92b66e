import { z } from 'zod';

export const shortestReason = 10;
export const longestReason = 500;

/** Why somebody does something that is kept on the timeline for good: a sentence. */
export const writtenReasonSchema = z
  .string()
  .trim()
  .min(shortestReason, 'Say in a sentence why this is right.')
  .max(longestReason, `Keep the reason under ${longestReason} characters.`);

export function isWrittenReason(text: string): boolean {
  return writtenReasonSchema.safeParse(text).success;
}
