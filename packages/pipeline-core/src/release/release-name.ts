import { z } from 'zod';

export const releaseNameAdvice = 'Use small letters, digits and dashes.';

/** A name of a model or an endpoint: it can be part of an address. */
export const releaseNameSchema = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, releaseNameAdvice);

export function isReleaseName(text: string): boolean {
  return releaseNameSchema.safeParse(text).success;
}
