import { z } from 'zod';
import { Refusal } from '../errors';

/** Why somebody does something that is kept on the timeline for good. */
export const writtenReasonSchema = z
  .string()
  .trim()
  .min(10, 'Say in a sentence why this is right.')
  .max(500, 'Keep the reason under 500 characters.');

/** An override asks for the name of the endpoint, typed by the person who answers for it. */
export function requireTypedName(typed: string, endpoint: string): void {
  if (typed === endpoint) return;
  throw new Refusal(
    'invalid',
    `“${typed}” is not the name of the endpoint.`,
    `Type ${endpoint} to override the failed check.`,
  );
}
