import { z } from 'zod';
import { endpointIdSchema, modelIdSchema, predictionIdSchema, releaseIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';
import { predictionSchema } from '../release/prediction';

/** A release with the scores it has given, as far as they are kept. */
export const touchedShape = z.object({
  id: releaseIdSchema,
  modelId: modelIdSchema,
  model: z.string(),
  number: z.number().int(),
  registered: z.string(),
  scores: z.number().int(),
  first: z.string().nullable(),
  last: z.string().nullable(),
});
export type TouchedShape = z.output<typeof touchedShape>;

/** One stored score, which a caller was answered with, as lists show it; its passport has the rest. */
export const scoreShape = z.object({
  id: predictionIdSchema,
  at: z.string(),
  endpoint: endpointIdSchema,
  /** The release that answered: churn v7. */
  release: z.string(),
  status: predictionSchema.shape.status,
  output: jsonObjectSchema.nullable(),
});
export type ScoreShape = z.output<typeof scoreShape>;
