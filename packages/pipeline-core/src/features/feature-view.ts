import { z } from 'zod';
import type { Json } from '../json';
import { columnTypeSchema } from '../schema/column-type';
import { typeInWords } from '../schema/type-in-words';

export const featureViewNameAdvice = 'Use small letters, digits, dashes and underscores, a letter first.';

/** A feature view is named in requests as `view:feature`, so its name holds no colon. */
export const featureViewNameSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, featureViewNameAdvice);

/** Columns that every offline table of a view has beside its keys and features. */
export const viewTimes = { event: 'event_time', known: 'known_since' } as const;

export const viewColumnSchema = z.object({
  name: z.string().min(1),
  type: columnTypeSchema,
  float32: z.boolean().optional(),
});
export type ViewColumn = z.output<typeof viewColumnSchema>;

/** What a feature view is: features of an entity, found by its keys. */
export const viewShapeSchema = z.object({
  keys: z.array(viewColumnSchema).min(1),
  features: z.array(viewColumnSchema).min(1),
  /** Values older than this when somebody looks count as missing; null: none is too old. */
  ttlSeconds: z.number().int().positive().nullable(),
});
export type ViewShape = z.output<typeof viewShapeSchema>;

/** A row on its way into the online store: entity key, event time, known since, values; times as RFC 3339 text. */
export type NewOnlineRow = { k: string; e: string; s: string; v: Record<string, Json> };

/** Types whose values can name an entity. */
export const viewKeyTypes = ['integer', 'text', 'boolean', 'date'] as const;

/** Why a view cannot go on as `next`, in words; null when it can: keys stay, features stay what they are, new ones may come. */
export function whyIncompatible(before: ViewShape, next: ViewShape): string | null {
  const keys = ({ keys: columns }: ViewShape) => columns.map(({ name, type }) => `${name} (${type})`).join(', ');
  if (keys(before) !== keys(next)) return `its keys are ${keys(before)}, not ${keys(next)}`;
  const types = new Map(next.features.map(({ name, type }) => [name, type]));
  for (const { name, type } of before.features) {
    const now = types.get(name);
    if (now === undefined) return `its feature ${name} is not there any more`;
    if (now !== type) return `its feature ${name} is ${typeInWords(type)}, not ${typeInWords(now)}`;
  }
  return null;
}
