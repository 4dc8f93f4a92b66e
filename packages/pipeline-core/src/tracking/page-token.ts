import { z } from 'zod';
import { invalid } from './tracking-error';

const tokenSchema = z.object({ offset: z.number().int().nonnegative().max(10_000_000) });

/** Where a next page begins, for clients to hand back unread. */
export function pageToken(offset: number): string {
  return btoa(JSON.stringify({ offset }));
}

/** Where a page begins: 0 without a token. @throws TrackingError for what is no token of ours */
export function pageOffset(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  try {
    return tokenSchema.parse(JSON.parse(atob(token))).offset;
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof DOMException) {
      throw invalid('Invalid page token, decoding failed.');
    }
    throw error;
  }
}
