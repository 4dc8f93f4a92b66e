import { z } from 'zod';

export const releaseNameAdvice = 'Use small letters, digits and dashes.';

/** A name of a model or an endpoint: it can be part of an address. */
export const releaseNameSchema = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, releaseNameAdvice);

export function isReleaseName(text: string): boolean {
  return releaseNameSchema.safeParse(text).success;
}

/** A name made from any text, as a target column's; later attempts get a number. */
export function suggestReleaseName(text: string, attempt = 1): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return `${name || 'model'}${attempt === 1 ? '' : `-${attempt}`}`;
}
